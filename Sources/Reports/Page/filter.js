(() => {
  const box = document.getElementById("filter"), input = document.getElementById("words");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("tbody tr:not(.group)")];
  if (!rows.length) return;
  const texts = rows.map(row => row.textContent.toLowerCase());
  box.hidden = false;
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
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
