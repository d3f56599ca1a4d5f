/// What the overview page shall be, as whole texts.
enum Golden {
    /// The document without targets and SLOs, its style sheet left out.
    static let empty = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="5">
        <meta name="color-scheme" content="light dark">
        <title>Nines</title>
        <style></style>
        </head>
        <body>
        <header>
        <h1>Nines <small>1.2.3</small></h1>
        <nav aria-label="Endpoints">
        <a href="/metrics">/metrics</a>
        <a href="/-/healthy">/-/healthy</a>
        <a href="/-/ready">/-/ready</a>
        </nav>
        </header>
        <ul class="summary">
        </ul>
        <p class="quiet">As of 2026-09-21 14:23:20 UTC; this page reloads every 5 s.
        Counting since 2026-09-21 14:13:20 UTC, 10 min ago.</p>
        <section aria-labelledby="slos">
        <h2 id="slos">Service level objectives</h2>
        <p class="quiet">The configuration has none.</p>
        <div class="cards">
        </div>
        </section>
        <section aria-labelledby="targets">
        <h2 id="targets">Targets</h2>
        <p class="quiet">The configuration has none.</p>
        </section>
        </body>
        </html>

        """

    /// The lines at the top.
    static let targetSummary = """
        <ul class="summary">
        <li><span class="mark bad"><span aria-hidden="true">✕</span> 1 of 3 targets up</span>
        </li>
        <li><span class="mark bad"><span aria-hidden="true">✕</span> down: b</span>
        </li>
        <li><span class="mark neutral"><span aria-hidden="true">○</span> 1 not probed yet</span>
        </li>
        </ul>

        """

    /// One target that is up, one that is down, one not yet probed.
    static let targetRows = """
        <tbody role="rowgroup">
        <tr role="row">
        <td role="cell"><span class="mark good"><span aria-hidden="true">✓</span> up</span>
         <small>for 10 min</small></td>
        <th scope="row" role="rowheader">a
        <small><a href="http://a/" rel="noreferrer">http://a/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark bad"><span aria-hidden="true">✕</span> down</span>
         <small>for 10 min</small></td>
        <th scope="row" role="rowheader">b
        <small><a href="http://b/" rel="noreferrer">http://b/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 503</small> <small>2 s ago</small></td>
        <td role="cell" class="number">99.83 % <small>of 600 probes</small></td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3"><strong class="bad">connect_refused</strong>: 127.0.0.1:1 refused the connection</td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3">down since 2026-09-21 14:13:20 UTC: the probe failed</td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark neutral"><span aria-hidden="true">○</span> pending</span>
         <small></small></td>
        <th scope="row" role="rowheader">c
        <small><a href="http://c/" rel="noreferrer">http://c/</a> job shop</small></th>
        <td role="cell" class="number probe">– <small>not yet</small> <small></small></td>
        <td role="cell" class="number">– <small>of 0 probes</small></td>
        </tr>
        </tbody>

        """

    /// The lines at the top for targets that are neither up nor down, all but one.
    static let stateSummary = """
        <ul class="summary">
        <li><span class="mark neutral"><span aria-hidden="true">○</span> 2 of 5 targets up</span>
        </li>
        <li><span class="mark warning"><span aria-hidden="true">!</span> degraded: a</span>
        </li>
        <li><span class="mark neutral"><span aria-hidden="true">○</span> suppressed: b</span>
        </li>
        <li><span class="mark neutral"><span aria-hidden="true">○</span> maintenance: c</span>
        </li>
        <li><span class="mark neutral"><span aria-hidden="true">○</span> 1 unknown</span>
        </li>
        </ul>

        """

    static let stateRows = """
        <tbody role="rowgroup">
        <tr role="row">
        <td role="cell"><span class="mark warning"><span aria-hidden="true">!</span> degraded</span>
         <small>for 1 min</small></td>
        <th scope="row" role="rowheader">a
        <small><a href="http://a/" rel="noreferrer">http://a/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3">degraded since 2026-09-21 14:22:20 UTC: slow: the last success took 2 s, more than 1 s</td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark neutral"><span aria-hidden="true">○</span> suppressed</span>
         <small>for 1 min</small></td>
        <th scope="row" role="rowheader">b
        <small><a href="http://b/" rel="noreferrer">http://b/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3">suppressed since 2026-09-21 14:22:20 UTC: because gateway is down</td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark neutral"><span aria-hidden="true">○</span> maintenance</span>
         <small>for 1 min</small></td>
        <th scope="row" role="rowheader">c
        <small><a href="http://c/" rel="noreferrer">http://c/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3">maintenance since 2026-09-21 14:22:20 UTC: the probes say up</td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark neutral"><span aria-hidden="true">○</span> unknown</span>
         <small>for 1 min</small></td>
        <th scope="row" role="rowheader">d
        <small><a href="http://d/" rel="noreferrer">http://d/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr role="row">
        <td role="cell"><span class="mark good"><span aria-hidden="true">✓</span> up</span>
         <small>for 1 min</small></td>
        <th scope="row" role="rowheader">e
        <small><a href="http://e/" rel="noreferrer">http://e/</a> job nines</small></th>
        <td role="cell" class="number probe">12 ms <small>status 200</small> <small>2 s ago</small></td>
        <td role="cell" class="number">100 % <small>of 599 probes</small></td>
        </tr>
        <tr class="more" role="row">
        <td role="cell"></td>
        <td role="cell" colspan="3">1 of 3 failures in a row before it counts as down</td>
        </tr>
        </tbody>

        """

    /// The card of an SLO.
    static let slo = """
        <article class="card">
        <div class="head">
        <h3>shop / latency</h3>
        <span class="mark good"><span aria-hidden="true">✓</span> within budget</span>

        </div>
        <p>Nobody waits.</p>
        <p class="quiet">99.9 % of the probes of a succeed within 200 ms, over 30d.</p>
        <p>Error budget: <strong class="good">43.6 % left</strong></p>
        <div class="bar" aria-hidden="true"><span class="good" style="width: 44%"></span></div>
        <p class="number">1,234,567 good, 8 bad, burn rate 0.56×
        <small>over 30d, of which 25 % was watched</small></p>
        <table>
        <thead>
        <tr>
        <th scope="col">Alert</th>
        <th scope="col">State</th>
        <th scope="col">Long window</th>
        <th scope="col">Short window</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <th scope="row" class="number">page <small>above 14.4×</small></th>
        <td><span class="mark bad"><span aria-hidden="true">✕</span> firing</span>
         <small>2 min</small></td>
        <td class="number">20.5× <small>over 1h</small></td>
        <td class="number">1000× <small>over 5m</small></td>
        </tr>
        <tr>
        <th scope="row" class="number">ticket <small>above 14.4×</small></th>
        <td><span class="mark neutral"><span aria-hidden="true">○</span> inactive</span>
         <small></small></td>
        <td class="number">20.5× <small>over 1h</small></td>
        <td class="number">1000× <small>over 5m</small></td>
        </tr>
        </tbody>
        </table>
        </article>

        """

    /// The part about the demo.
    static let demo = """
        <section class="card" aria-labelledby="demo">
        <div class="head">
        <h2 id="demo" style="margin: 0">Demo</h2>
        <span class="mark warning"><span aria-hidden="true">!</span> errors</span>

        </div>
        <p>The service below is part of the demo and bad on purpose. Now: <strong>errors</strong>, good in 7 s.
        Windows of seconds and low objectives let budgets burn and alerts fire while you watch; real ones are hours and
        days.</p>
        <p>Timetable, over and over: good 30s, slow 15s, good 25s, errors 15s, good 30s, outage 15s, good 2m50s. Or choose what happens:</p>
        <p>
        <form method="post" action="http://127.0.0.1:9920/demo/good"><button aria-pressed="false">good</button></form>
        <form method="post" action="http://127.0.0.1:9920/demo/slow"><button aria-pressed="false">slow</button></form>
        <form method="post" action="http://127.0.0.1:9920/demo/errors"><button aria-pressed="false">errors</button></form>
        <form method="post" action="http://127.0.0.1:9920/demo/outage"><button aria-pressed="false">outage</button></form>
        <form method="post" action="http://127.0.0.1:9920/demo/timetable"><button aria-pressed="true">timetable</button></form>
        </p>
        <p class="quiet">The same from a shell: <code>curl -X POST http://127.0.0.1:9920/demo/outage</code></p>
        </section>

        """
}
