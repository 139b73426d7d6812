/// A box that narrows the tables to what contains some words. Without the script there is no box, and everything is shown.
enum FilterScript {
    static let box: Markup = """
        <div id="filter" hidden><label for="words">Filter</label> <input id="words" type="search" autocomplete="off" \
        spellcheck="false" placeholder="pool, image, account"> <span id="found" role="status"></span></div>
        """

    static let text = """
        (() => {
          const box = document.getElementById("filter"), input = document.getElementById("words");
          const found = document.getElementById("found");
          const rows = [...document.querySelectorAll("tbody tr:not(.group)")];
          if (!rows.length) return;
          const texts = rows.map(row => row.textContent.toLowerCase());
          box.hidden = false;
          const apply = () => {
            const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
            let shown = 0;
            rows.forEach((row, i) => {
              row.hidden = !words.every(word => texts[i].includes(word));
              if (!row.hidden) shown++;
            });
            for (const group of document.querySelectorAll("tbody"))
              group.hidden = ![...group.rows].some(row => !row.hidden && !row.classList.contains("group"));
            found.textContent = words.length ? shown + (shown === 1 ? " row" : " rows") : "";
          };
          input.addEventListener("input", apply);
          apply();
        })();
        """
}
