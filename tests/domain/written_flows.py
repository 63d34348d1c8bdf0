"""Two debates from first to last word, and the flow and drops they give, written by hand.

The subjects are invented. What is expected was written down before anything was computed, from the
rules in `domain/flow.py` and `domain/flow_lines.py` and the `answer_by` of each step of the format.

A point is one line: address | claim | links (| what a moderator did, and in which step).
A cell of a sheet holds, with “+” between them:

    O1.1 →                      a point; the arrow: it answers the one point in the cell before
    P2.3 extends P1.2           a point with its links in words
    [O2.5]                      a gap: struck or hidden
    (O2.3 cross-applies O1.2)   a reference: O2.3 stands in another line
    dropped: P1.2               nobody answered P1.2, and the speech of this column owed it
    answer out: P2.3            its answer was struck when it was too late for another
"""

# Who owes what in seeds/formats/policy.yaml, by the end of which speech:
#   P1 (1AC): O2 (2NC)   O1 (1NC): P2 (2AC)   P2 (2AC): O3 (1NR)   O2 (2NC): P3 (1AR)
#   O3 (1NR): P3 (1AR)   P3 (1AR): O4 (2NR)   O4 (2NR): P4 (2AR)   P4 (2AR): nobody
POLICY = """
P1.1 | Cars in the centre make the air unfit to breathe        |
P1.2 | Deliveries stand in jams for an hour a day              |
P1.3 | People on foot spend more in shops than drivers do      |
P1.4 | No private cars inside the ring on weekdays             |
O1.1 | Most of the dust comes from heating                     | answers P1.1
O1.2 | Those who walk come anyway; the rest stay away          | answers P1.3
O1.3 | Nurses on night shifts have no bus to take              |
O1.4 | The ring road cannot carry what leaves the centre       |
O1.5 | A closed ring sends lorries past the schools            | turns P1.4
P2.1 | Heating falls in summer, and the dust does not          | answers O1.1
P2.2 | Night buses are part of the plan                        | answers O1.3
P2.3 | Nobody disputes the hour that deliveries lose           | extends P1.2
P2.4 | Lorries over seven tonnes may not leave the ring        | answers O1.5
P2.5 | It is true that the ring is full at eight               | concedes O1.4
P2.6 | Walkers' money stays when the drivers' goes             | answers O1.2
O2.1 | In summer the dust is pollen and building sites         | answers P2.1
O2.2 | Two night buses do not reach the hospital               | answers P2.2
O2.3 | Shops without drivers lose their lorries too            | cross_applies O1.2, answers P2.4
O2.4 | The plan costs twelve million a year                    |
O2.5 | The shop owner they quote lies about her takings        | answers P2.3 | struck in 2nr
O3.1 | The loading bays cost that hour, not the jams           | answers P1.2
O3.2 | With the ring full, every other street fills too        | extends O1.4
O3.3 | A street that only walkers use has no chemist           | answers P2.6
P3.1 | Pollen does not rise at rush hour                       | answers O2.1
P3.2 | It earns more in fares than it costs                    | answers O2.4
P3.3 | One hour a day still stands                             | extends P2.3
P3.4 | The bays are blocked by parked cars                     | answers O3.1
P3.5 | Fewer lorries is what we want                           | turns O2.3
P3.6 | Chemists open where people live                         | answers O3.3
O4.1 | Pollen counts in the city are highest at eight          | answers P3.1
O4.2 | They never said how a nurse gets home                   | extends O2.2
O4.3 | Fares were counted twice                                | answers P3.2
O4.4 | Nobody asked the taxi drivers                           |
O4.5 | Police can clear the bays without the plan              | answers P3.4
O4.6 | We grant that chemists stay                             | concedes P3.6
P4.1 | The number 9 goes to the hospital                       | answers O2.2, answers O4.2
P4.2 | Pollen needs no exhaust pipe; the dust does             | answers O4.1
P4.3 | The council's own sums count them once                  | answers O4.3
P4.4 | Fewer lorries stands unanswered                         | extends P3.5
"""

# What a line holds: the column (a speech), and what stands in it.
POLICY_SHEET = """
line P1.1
    P1: P1.1
    O1: O1.1 →
    P2: P2.1 →
    O2: O2.1 →
    P3: P3.1 answers O2.1
    O4: O4.1 →
    P4: P4.2 →
line P1.2
    P1: P1.2
    P2: P2.3 extends P1.2
    O2: [O2.5] + dropped: P1.2
    O3: O3.1 answers P1.2 too late + answer out: P2.3
    P3: P3.3 extends P2.3 + P3.4 →
    O4: O4.5 answers P3.4 + dropped: P3.3
    P4: dropped: O4.5
line P1.3
    P1: P1.3
    O1: O1.2 →
    P2: P2.6 →
    O2: (O2.3 cross-applies O1.2)
    O3: O3.3 answers P2.6
    P3: P3.6 →
    O4: O4.6 concedes P3.6
line P1.4
    P1: P1.4
    O1: O1.5 turns P1.4
    P2: P2.4 →
    O2: O2.3 → cross-applies O1.2
    P3: P3.5 turns O2.3
    O4: dropped: P3.5
    P4: P4.4 extends P3.5
line O1.3
    O1: O1.3
    P2: P2.2 →
    O2: O2.2 →
    P3: dropped: O2.2
    O4: O4.2 extends O2.2
    P4: P4.1 → answers O2.2 too late
line O1.4
    O1: O1.4
    P2: P2.5 concedes O1.4
    O3: O3.2 extends O1.4
    P3: dropped: O3.2
line O2.4
    O2: O2.4
    P3: P3.2 answers O2.4
    O4: O4.3 →
    P4: P4.3 →
line O4.4
    O4: O4.4
    P4: dropped: O4.4
"""

# The point, and the side that did not answer it.
POLICY_DROPS = "P1.2 by O, O2.2 by P, O3.2 by P, P3.3 by O, P3.5 by O, O4.4 by P, O4.5 by P"

# Who owes what in seeds/formats/british-parliamentary.yaml, by the end of which speech:
#   P1: O2   O1: P3   P2: O3   O2: P4   P3: O4   O3: P4   P4: O4   O4: nobody
PARLIAMENT = """
P1.1 | Pupils stay away because they earn elsewhere            |
P1.2 | A small wage shows that school is work                  |
P1.3 | Families with little gain most                          |
O1.1 | They stay away because lessons bore them                | answers P1.1
O1.2 | Whoever is paid to learn stops when the pay stops       | turns P1.2
O1.3 | The money comes out of teachers' posts                  |
P2.1 | Bored pupils came when the trial paid them              | answers O1.1
P2.2 | The habit stayed a year after the trial                 | answers O1.2
P2.3 | A wage reaches the child, a benefit does not            | extends P1.3
P2.4 | Yes, some posts would go                                | concedes O1.3
O2.1 | In the trial marks fell                                 | answers P2.1
O2.2 | Habits made by pay are habits of being paid             | extends O1.2
O2.3 | Parents will send sick children for the money           |
P3.1 | A wage lets pupils say no to gangs                      |
P3.2 | Marks fell because weak pupils came at all              | answers O2.1
P3.3 | Days with a doctor's note are paid                      | answers O2.3
P3.4 | Teachers who object are lazy                            | answers O1.3 | hidden in p3
O3.1 | Children learn that only paid work counts               |
O3.2 | Gangs pay more, and the habit follows the pay           | cross_applies O2.2, answers P3.1
O3.3 | Poor families lose the benefit the wage replaces        | answers P1.3, answers P2.3
O3.4 | One year is no habit                                    | answers P2.2
P4.1 | Nobody says that chores do not count                    | answers O3.1
P4.2 | A gang's pay comes with a knife                         | answers O3.2
P4.3 | Nobody told why marks must rise in the first year       | extends P3.2
P4.4 | Prisons cost more than wages                            |
P4.5 | After the year they had jobs                            | answers O3.4
O4.1 | Not a word from them on the lost benefit                | extends O3.3
O4.2 | A knife is not stopped by a wage                        | answers P4.2
O4.3 | If chores count too, pay the mothers first              | turns P4.1
O4.4 | No doctor's note is free                                | answers P3.3
O4.5 | They had jobs, we grant                                 | concedes P4.5
"""

PARLIAMENT_SHEET = """
line P1.1
    P1: P1.1
    O1: O1.1 →
    P2: P2.1 →
    O2: O2.1 →
    P3: P3.2 →
    P4: P4.3 extends P3.2
    O4: dropped: P3.2 + dropped: P4.3
line P1.2
    P1: P1.2
    O1: O1.2 turns P1.2
    P2: P2.2 →
    O2: O2.2 extends O1.2
    O3: O3.4 answers P2.2 + (O3.2 cross-applies O2.2)
    P4: P4.5 → + dropped: O2.2
    O4: O4.5 concedes P4.5
line P1.3
    P1: P1.3
    P2: P2.3 extends P1.3
    O2: dropped: P1.3
    O3: O3.3 answers P1.3 too late, answers P2.3
    P4: dropped: O3.3
    O4: O4.1 extends O3.3
line O1.3
    O1: O1.3
    P2: P2.4 concedes O1.3
    P3: [P3.4]
line O2.3
    O2: O2.3
    P3: P3.3 →
    O4: O4.4 answers P3.3
line P3.1
    P3: P3.1
    O3: O3.2 → cross-applies O2.2
    P4: P4.2 →
    O4: O4.2 →
line O3.1
    O3: O3.1
    P4: P4.1 →
    O4: O4.3 turns P4.1
line P4.4
    P4: P4.4
    O4: dropped: P4.4
"""

PARLIAMENT_DROPS = "P1.3 by O, O2.2 by P, P3.2 by O, O3.3 by P, P4.3 by O, P4.4 by O"
