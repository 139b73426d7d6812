/// How the page looks: light and dark, on paper, in narrow windows.
enum Stylesheet {
    static let text = """
        :root {
          --ground: #fafaf8; --sheet: #ffffff; --ink: #1d232b; --dim: #5b6470; --rule: #e2e4e7; --soft: #f1f2f3;
          --link: #0a5ca8; --bar: #5585b5; --edge: #3d6d9c;
          --bad: #b3261e; --bad-soft: #fbe9e7; --warn: #855000; --warn-soft: #fcf0d9; --good: #1d6b40;
          --good-soft: #e3f3e9; --calm-soft: #eceef0;
          --amber: #c98a1b; --red: #c9483f; --grey: #9aa2ad; --today: #0a5ca8;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171b; --sheet: #1a1e23; --ink: #e4e7eb; --dim: #a2abb7; --rule: #2c323a; --soft: #20252b;
            --link: #86bbf0; --bar: #5b8fc4; --edge: #86b4e2;
            --bad: #ff9a90; --bad-soft: #3d2220; --warn: #f1c067; --warn-soft: #38290f; --good: #7fd3a2;
            --good-soft: #17301f; --calm-soft: #282e35;
            --amber: #d69a2e; --red: #e0675e; --grey: #727c89; --today: #86bbf0;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; }
        body {
          margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 3rem; max-width: 84rem; background: var(--ground);
          color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
          font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
        }
        a { color: var(--link); }
        a:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
        main:focus { outline: none; }
        .skip { position: absolute; left: -999rem; }
        .skip:focus { left: 1rem; top: 1rem; padding: .4rem .8rem; background: var(--sheet); z-index: 1; }
        .defs { position: absolute; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 600; letter-spacing: -.015em; margin: 0; }
        h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 600; letter-spacing: -.005em; margin: 3rem 0 .5rem; }
        h3 { font-size: 1rem; font-weight: 600; margin: 1.75rem 0 .35rem; }
        p { margin: .5rem 0; max-width: 46rem; }
        .lead { color: var(--dim); margin: .35rem 0 1.5rem; }
        .figures {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; list-style: none;
          margin: 0; padding: 0;
        }
        .figures a {
          display: block; height: 100%; padding: .7rem .9rem .8rem; border: 1px solid var(--rule); border-radius: 8px;
          background: var(--sheet); color: var(--ink); text-decoration: none;
        }
        .figures a:hover { border-color: var(--link); }
        .figures b { display: block; font-size: 1.7rem; font-weight: 600; line-height: 1.25; letter-spacing: -.02em; }
        .figures span { color: var(--dim); font-size: .87rem; line-height: 1.35; display: block; }
        .figures .bad b { color: var(--bad); }
        .figures .warn b { color: var(--warn); }
        #filter { margin: 1.5rem 0 -1.25rem; display: flex; align-items: baseline; gap: .6rem; flex-wrap: wrap; }
        #filter[hidden] { display: none; }
        #filter label { color: var(--dim); }
        #words {
          font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--grey); border-radius: 6px;
          padding: .3rem .6rem; width: min(18rem, 100%);
        }
        #words::placeholder { color: var(--dim); opacity: 1; }
        #found { color: var(--dim); }
        table { width: 100%; border-collapse: collapse; }
        caption { text-align: left; color: var(--dim); padding: 0 0 .6rem; line-height: 1.6; }
        th, td { text-align: left; vertical-align: top; padding: .45rem 1rem .45rem 0; font-weight: 400; overflow-wrap: anywhere; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--dim); font-size: .82rem; border-bottom: 1px solid var(--rule); vertical-align: bottom; }
        tbody tr + tr > * { border-top: 1px solid var(--rule); }
        tbody tr.group > * { border-top: 0; padding: 1.4rem 0 .35rem; font-weight: 600; }
        tbody tr.group + tr > * { border-top: 1px solid var(--rule); }
        .number { text-align: right; }
        td time { white-space: nowrap; }
        .name { font-weight: 500; }
        .dim, .agent, .sub, .more { color: var(--dim); font-weight: 400; }
        .agent, .sub { font-size: .87rem; }
        .name, .sub { display: block; }
        .agent { margin-right: .35rem; }
        .sub.bad { color: var(--bad); } .sub.warn { color: var(--warn); }
        .note, .used {
          font-size: .78rem; line-height: 1.3; padding: .05rem .4rem; border-radius: 4px; background: var(--calm-soft);
          color: var(--ink); display: inline-block; font-weight: 400;
        }
        .badge {
          display: inline-block; font-size: .87rem; line-height: 1.4; padding: .08rem .5rem; border-radius: 5px;
          background: var(--calm-soft); font-weight: 500;
        }
        .badge .mark { font-size: .75em; margin-right: .4em; }
        .badge.bad { background: var(--bad-soft); color: var(--bad); }
        .badge.warn { background: var(--warn-soft); color: var(--warn); }
        .badge.good { background: var(--good-soft); color: var(--good); }
        code { font: .9em ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; background: var(--calm-soft); padding: .1em .35em; border-radius: 4px; }
        .months { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; margin: 0; padding: 0; color: var(--dim); }
        .months b { color: var(--ink); font-weight: 600; }
        .key { white-space: nowrap; margin-right: .9rem; }
        .key svg { vertical-align: -3px; }
        .pools, .ends, .changes, .accounts, .timeline { table-layout: fixed; }
        .pools th:first-child { width: 17%; }
        .pools th:nth-child(2) { width: 21%; }
        .pools .move { width: 27%; }
        .ends .until, .accounts .until, .accounts .changed { width: 9.5rem; }
        .ends .state, .accounts .number { width: 7rem; }
        .ends .names, .changes .names { width: 24%; }
        .pools .number, .ends .number { width: 4.2rem; }
        .changes th:first-child { width: 42%; }
        .accounts th:first-child { width: 22%; }
        .timeline .image { width: 32%; }
        .timeline .since { width: 6.6rem; }
        .timeline .until { width: 8.8rem; }
        .timeline td.until time { display: block; }
        .timeline td.until .sub { display: inline-block; }
        .timeline tbody th, .timeline tbody td { padding-top: .22rem; padding-bottom: .28rem; font-size: .93rem; line-height: 1.4; }
        .timeline tbody .agent, .timeline tbody .sub { font-size: .82rem; line-height: 1.35; }
        .timeline thead .line { padding-top: 0; padding-bottom: 0; }
        .timeline tbody td.line { position: relative; }
        .timeline thead svg { display: block; overflow: visible; }
        .timeline tbody svg { position: absolute; left: 0; top: 0; width: calc(100% - 1rem); height: 100%; overflow: visible; }
        .key svg { display: inline-block; }
        .timeline .since time { color: var(--dim); }
        .year { stroke: var(--rule); }
        .today { stroke: var(--today); stroke-width: 1.5; }
        .tick { fill: var(--dim); font-size: 12px; }
        .now { fill: var(--today); font-size: 12px; font-weight: 600; }
        .bar { fill: var(--bar); stroke: var(--edge); transform: translateY(-4px); }
        .u .bar { fill: transparent; stroke-dasharray: 3 2; stroke-width: 1.5; }
        .open { stroke: var(--edge); stroke-dasharray: 1 5; stroke-linecap: round; stroke-width: 2; }
        .past { stroke: var(--red); stroke-dasharray: 1 5; stroke-linecap: round; stroke-width: 2; }
        .end { fill: var(--ink); stroke: var(--ground); stroke-width: 1.5; }
        .gone, .later { fill: none; stroke: var(--ink); stroke-width: 2; stroke-linecap: round; }
        svg.ending .bar { fill: var(--amber); stroke: var(--amber); }
        svg.grace .bar, svg.ended .bar { fill: var(--red); stroke: var(--red); }
        svg.gone .bar { fill: var(--grey); stroke: var(--grey); stroke-linecap: butt; stroke-width: 1; }
        svg.u .bar { fill: transparent; }
        footer { margin-top: 3.5rem; color: var(--dim); font-size: .87rem; border-top: 1px solid var(--rule); padding-top: .5rem; }
        .timeline thead th { position: sticky; top: 0; background: var(--ground); z-index: 1; }
        [hidden] { display: none !important; }
        @media (max-width: 60rem) {
          .accounts .changed { display: none; }
          .timeline .image { width: 34%; }
          .timeline .since { width: 6.1rem; }
          .timeline .until { width: 7.4rem; }
        }
        @media (max-width: 46rem) {
          body { padding-top: 1.5rem; font-size: 14px; }
          h1 { font-size: 1.5rem; }
          .figures { grid-template-columns: 1fr 1fr; gap: .5rem; }
          table, thead, tbody, caption, th, td { display: block; width: auto !important; }
          tr { display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; padding: .5rem 0; }
          tr > * { padding: 0 !important; border: 0 !important; }
          tbody tr + tr { border-top: 1px solid var(--rule); }
          tbody tr.group { grid-template-columns: 1fr; padding: 1.2rem 0 .3rem; }
          .pools thead, .ends thead, .accounts thead, .timeline thead .image, .timeline thead .until {
            position: absolute !important; width: 1px !important; height: 1px; overflow: hidden; clip-path: inset(50%);
          }
          .pools td, .changes td, .ends .names, .accounts td { grid-column: 1 / -1; }
          .pools .move:not(:empty)::before { content: "move to "; color: var(--dim); }
          .pools td .name { display: inline; }
          .timeline .since, .pools .number, .ends .number, .ends .state, .accounts .number, .accounts .changed { display: none; }
          .until { text-align: right; }
          .accounts .until { text-align: left; }
          .timeline thead { position: sticky; top: 0; z-index: 1; background: var(--ground); border-bottom: 1px solid var(--rule); }
          .timeline thead tr { padding: 0; }
          .timeline .line { grid-column: 1 / -1; grid-row: 2; height: 18px; }
          .timeline thead .line { height: auto; grid-row: 1; }
          .timeline tbody svg { width: 100%; }
          .timeline tbody .agent { margin-right: .25rem; }
        }
        @media print {
          :root {
            --ground: #fff; --sheet: #fff; --ink: #000; --dim: #444; --rule: #ccc; --calm-soft: #eee; --link: #000;
            --bar: #5585b5; --edge: #3d6d9c; --bad: #9c1c15; --bad-soft: #fbe9e7; --warn: #6e4200; --warn-soft: #fcf0d9;
            --good: #155232; --good-soft: #e3f3e9; --amber: #c98a1b; --red: #c9483f; --grey: #8d95a0; --today: #0a5ca8;
          }
          @page { margin: 15mm; }
          body { padding: 0; max-width: none; font-size: 9.5pt; }
          #filter, .skip { display: none; }
          .figures a { border-color: #bbb; }
          .figures { grid-template-columns: repeat(5, 1fr); }
          .timeline thead th { position: static; }
          h2, h3, tr.group { break-after: avoid; }
          tr { break-inside: avoid; }
          svg, .badge, .note, .used { -webkit-print-color-adjust: exact; }
        }
        """
}
