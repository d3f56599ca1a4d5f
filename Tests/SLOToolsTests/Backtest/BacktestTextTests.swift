import NinesSLO
import NinesSLOTools
import Testing

@Suite struct BacktestTextTests {
    @Test func `a report as text`() throws {
        #expect(
            try BacktestGolden.report().text == """
                Backtest of shop/a<b

                Objective 99% over 1d. 2027-01-15T08:00:00Z to 2027-01-15T08:30:00Z (30m, 100% watched): 18,000 events, 8.3333% bad, 82.64% of the budget left at the end.

                Incidents

                #  START                 LENGTH    BAD  ERROR RATIO  BUDGET
                1  2027-01-15T08:10:00Z      5m  1,500          50%  17.36%

                Policy calm

                ALERT        SIGNIFICANT  ALERTS  PRECISION  RECALL  DETECTION  RESET  SPENT  FALSE/30D
                page                 10%       0          -  0 of 1          -      -      -          0
                  10m/2m 10          10%       0          -  0 of 1          -      -      -          0

                - page 10m/2m 10: it can never fire: its long window never holds the events of min_failures 100000

                Policy eager

                ALERT         SIGNIFICANT  ALERTS  PRECISION  RECALL  DETECTION  RESET  SPENT  FALSE/30D
                page                  10%       1       100%  1 of 1        12s     2m  0.69%          0
                  10m/2m 0.9          10%       1       100%  1 of 1        12s     2m  0.69%          0

                - page 10m/2m 0.9: it fires at a burn rate below 1, with which the objective is kept

                Comparison

                ALERT  POLICY  SIGNIFICANT  ALERTS  PRECISION  RECALL  DETECTION  RESET  SPENT  FALSE/30D
                page   calm            10%       0          -  0 of 1          -      -      -          0
                page   eager           10%       1       100%  1 of 1        12s     2m  0.69%          0
                """)
    }

    @Test func `a report as Markdown`() throws {
        #expect(
            try BacktestGolden.report().markdown == """
                # Backtest of shop/a\\<b

                Objective 99% over 1d. 2027-01-15T08:00:00Z to 2027-01-15T08:30:00Z (30m, 100% watched): 18,000 events, 8.3333% bad, 82.64% of the budget left at the end.

                ## Incidents

                | # | start | length | bad | error ratio | budget |
                | ---: | --- | ---: | ---: | ---: | ---: |
                | 1 | 2027-01-15T08:10:00Z | 5m | 1,500 | 50% | 17.36% |

                ## Policy calm

                | alert | significant | alerts | precision | recall | detection | reset | spent | false/30d |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                | page | 10% | 0 | - | 0 of 1 | - | - | - | 0 |
                |   10m/2m 10 | 10% | 0 | - | 0 of 1 | - | - | - | 0 |

                - page 10m/2m 10: it can never fire: its long window never holds the events of min\\_failures 100000

                ## Policy eager

                | alert | significant | alerts | precision | recall | detection | reset | spent | false/30d |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                | page | 10% | 1 | 100% | 1 of 1 | 12s | 2m | 0.69% | 0 |
                |   10m/2m 0.9 | 10% | 1 | 100% | 1 of 1 | 12s | 2m | 0.69% | 0 |

                - page 10m/2m 0.9: it fires at a burn rate below 1, with which the objective is kept

                ## Comparison

                | alert | policy | significant | alerts | precision | recall | detection | reset | spent | false/30d |
                | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                | page | calm | 10% | 0 | - | 0 of 1 | - | - | - | 0 |
                | page | eager | 10% | 1 | 100% | 1 of 1 | 12s | 2m | 0.69% | 0 |
                """)
    }
}
