"""Who gets what at every address: the one table of the matrix. docs/adr/0079-the-matrix.md

Written from the policy, not from the code. How to read it: a row is an address (by its name in the URLconf), a column
a situation, a cell who gets an answer there. Everybody else gets `none`: the answer of an id that nobody has.

To add a page: one line in the block it belongs to; nothing else, as long as it is a page like those that are there. A
page that has an id of a dossier, record, person, grant or colleague in its address belongs to `DOSSIERS`; one without
to `PAGES` or `ACCOUNT`; one of the FG alone to `INSPECTIONS`; one that needs no sign-in to `OPEN`; a register of
/beheer/ to `REGISTERS`. Methods that are not named are answered 405 for everybody. Beyond the line:

- An id of a kind that no page had: its first word in `MADE_FOR` (or its parameter in `BESIDE`) of tests/addresses.py,
  and that thing in every family of tests/matrix/stage.py (`fill`, `fill_and_destroy`). Of what may be apart, `RECORDS`.
- A form that needs more than `ANYTHING` has: the field in `form_of` of tests/matrix/asking.py; what one finds a family
  with in `SEARCHED` there.
- A page of a register beside Django's own: its last word in `REGISTER_PAGES` of tests/matrix/cells.py. It is for who
  may look.
- A person no column tells apart: on the stage, with a kind in `KINDS_OF_PEOPLE`.

Then `pytest -n 0 tests/matrix/test_matrix.py` asks a sample, and with `-m proof -k NAME` all cells of one address.
"""

from dataclasses import dataclass

# --- whom a cell can name (the roles on a case: cases/roles.py) ---

EVERYONE = {"regisseur", "plaatsvervanger", "hulpverlener", "procescoordinator", "meelezer"}
WRITERS = EVERYONE - {"meelezer"}
WHO = {
    "-": set(),
    "everyone": EVERYONE,
    "writers": WRITERS,
    "givers": {"regisseur", "plaatsvervanger"},
    "regisseur": {"regisseur"},
    # Who wrote this very record or draft: Roos of what is ordinary, Vera of what is apart.
    "author": {"author"},
    "yes": {"yes"},
}

# --- about a dossier, a record in it, or somebody it concerns ---
#
# open        one's own dossier, which is open; so too when it is closed to break-glass ("besloten")
# apart       the record is of a category apart (treatment, police, forced care, social affairs): "named" is, of those
#             under "open", only whose access names that category. "." where the address names no record: the page opens
#             as it does without, and nothing of what is apart is on it
# closed      one's own dossier, which is closed
# danger      the glass was broken, and the two hours still run: read, add one crisis note, change nothing (2.5e)
# looked   not one's dossier; one looked the person up today, for a purpose (2.5a)
# hidden      the same, but the dossier is besloten or safety-marked: neither told of nor opened in danger (2.5a, 2.5e)
# lead        not one's dossier; one leads the team of who has it, and sees codenames alone
# others      somebody else's dossier (4.2a)
# destroyed   it was one's own, and is destroyed (2.3c)
# nobody      not signed in
#
# ">away": not a page but the way to another one. "none": as if it did not exist. "sign-in": the sign-in page.
DOSSIERS = """
address                 methods  open           apart closed         danger looked hidden lead others destroyed nobody

# reading
cases:dossier           GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
cases:entry             GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
cases:document          GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
cases:document_image    GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
cases:document_download GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
cases:entry_print       GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
cases:dossier_print     GET      everyone       .     everyone       -      -      -      -    none   none      sign-in

# writing: in an open dossier alone
cases:entry_new         GET+POST writers        .     -              yes    -      -      -    none   none      sign-in
cases:mail_new          GET+POST writers        .     -              -      -      -      -    none   none      sign-in
cases:draft             POST     writers        .     -              yes    -      -      -    none   none      sign-in
cases:draft_drop        POST     author         .     author         -      -      -      -    none   none      sign-in
cases:entry_edit        GET+POST writers        named -              -      -      -      -    none   none      sign-in
cases:entry_undo        POST     author         named -              -      -      -      -    none   none      sign-in
cases:entry_move        GET+POST writers        named -              -      -      -      -    none   none      sign-in
cases:document_new      GET+POST writers        .     -              -      -      -      -    none   none      sign-in
cases:document_undo     POST     author         named -              -      -      -      -    none   none      sign-in
cases:document_move     GET+POST writers        named -              -      -      -      -    none   none      sign-in
cases:letter_new        GET+POST writers        .     -              -      -      -      -    none   none      sign-in
cases:task_new          GET+POST writers        .     -              -      -      -      -    none   none      sign-in
cases:task_done         POST     writers        named -              -      -      -      -    none   none      sign-in
cases:task_postpone     GET+POST author         named -              -      -      -      -    none   none      sign-in
cases:task_undo         POST     author         named -              -      -      -      -    none   none      sign-in

# the dossier itself, and who has access to it
cases:dossier_close     GET+POST regisseur      .     regisseur>away -      -      -      -    none   none      sign-in
cases:dossier_reopen    GET+POST regisseur>away .     regisseur      -      -      -      -    none   none      sign-in
cases:dossier_protect   GET+POST regisseur      .     regisseur      -      -      -      -    none   none      sign-in
cases:grants            GET+POST givers         .     givers         -      -      -      -    none   none      sign-in
cases:dossier_log       GET      givers         .     givers         -      -      -      -    none   none      sign-in
cases:grant_end         POST     givers         .     givers         -      -      -      -    none   none      sign-in
cases:grant_authorise   GET+POST givers         .     givers         -      -      -      yes  none   none      sign-in
cases:emergency_review  GET+POST givers         .     givers         -      -      -      -    none   none      sign-in
cases:emergency_end     POST     -              .     -              yes    -      -      -    none   none      sign-in
cases:break_glass       GET+POST -              .     -              -      yes    -      -    none   none      sign-in
cases:leave             GET+POST -              .     -              -      -      -      yes  none   none      sign-in

# what leaves a dossier: by who writes in it; what left can be read by everybody in it
consent:share           GET+POST writers        .     -              -      -      -      -    none   none      sign-in
consent:shared          GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
consent:disclosure      GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
consent:paper           GET      everyone>away  named everyone>away  yes>away -     -      -    none   none      sign-in
consent:take_back       POST     writers        named -              -      -      -      -    none   none      sign-in
consent:code            POST     writers        named -              -      -      -      -    none   none      sign-in
consent:deliver_again   POST     writers        named -              -      -      -      -    none   none      sign-in
consent:close_link      POST     writers        named -              -      -      -      -    none   none      sign-in
consent:shield          GET+POST writers        named -              -      -      -      -    none   none      sign-in

# the plan: read by everybody in the dossier, written in an open one; its regie is of the regisseur alone (4.1a). Here a
# plan that was finished, of which a version waits; its regie was offered to somebody outside.
casework:plan           GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:plan_begin     GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:plan_end       GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:plan_renew     GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:plan_evaluate  GET+POST writers>away   .     -              -      -      -      -    none   none      sign-in
casework:version        GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:part_new_kracht GET+POST writers       .     -              -      -      -      -    none   none      sign-in
casework:part_new_doel  GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:part_new_actie GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:part_new_veiligheid GET+POST writers   .     -              -      -      -      -    none   none      sign-in
casework:part_new_betrokken GET+POST writers    .     -              -      -      -      -    none   none      sign-in
casework:part           GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:part_remove    POST     writers        .     -              -      -      -      -    none   none      sign-in
casework:version_ask    POST     writers        .     -              -      -      -      -    none   none      sign-in
casework:version_take_back POST  writers        .     -              -      -      -      -    none   none      sign-in
casework:plan_evidence  GET      -              .     -              -      -      -      -    none   none      sign-in
casework:version_print  GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:plan_print     GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:plan_sign      GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:plan_sign_paper GET+POST writers       .     -              -      -      -      -    none   none      sign-in
casework:plan_refuse    GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:plan_withdraw  GET+POST writers>away   .     -              -      -      -      -    none   none      sign-in
casework:plan_hand_over POST     writers        .     -              -      -      -      -    none   none      sign-in
casework:plan_scan      GET      -              .     -              -      -      -      -    none   none      sign-in
casework:regie          GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:handover       GET+POST -              .     -              -      -      -      -    none   none      sign-in
casework:handover_take_back POST regisseur      .     -              -      -      -      -    none   none      sign-in
# case conferences: seen by everybody in the dossier, led by who answers for it (4.1f). What who takes part gets to see
# rests on no access to a dossier, and only after it was looked over: tests/casework/test_conferences.py
casework:conferences         GET      everyone  .     everyone       yes    -      -      -    none   none      sign-in
casework:conference          GET      everyone  .     everyone       yes    -      -      -    none   none      sign-in
casework:conference_new      GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_invite   GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_take_off POST     givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_tell     GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_names    POST     givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_item     GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_preview  GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_close    GET+POST givers    .     -              -      -      -      -    none   none      sign-in
casework:conference_cancel   POST     givers    .     -              -      -      -      -    none   none      sign-in
casework:attend              GET      -         .     -              -      -      -      -    none   none      sign-in
casework:attend_reply        POST     -         .     -              -      -      -      -    none   none      sign-in
casework:attend_bring        GET+POST -         .     -              -      -      -      -    none   none      sign-in
casework:attend_calendar     GET      -         .     -              -      -      -      -    none   none      sign-in
casework:join           GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:move_away      GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:second_home    GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in
casework:split          GET+POST regisseur      .     -              -      -      -      -    none   none      sign-in

# persons and households: facts about people are not of one dossier, so a closed one does not end their correction. A
# look-up reads and opens a dossier (a household goes before it); it changes nothing and shows no BSN (ADR 0081)
cases:person            GET      everyone       .     everyone       yes    yes    yes    -    none   none      sign-in
cases:person_edit       GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
cases:reveal_bsn        POST     everyone       .     everyone       yes    -      -      -    none   none      sign-in
cases:contact           GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
casework:death          GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
casework:merge          GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
casework:merge_undo     POST     writers        .     writers        -      -      -      -    none   none      sign-in
casework:death_take_back POST    writers        .     writers        -      -      -      -    none   none      sign-in
cases:household_new     POST     writers        .     writers        -      yes    yes    -    none   none      sign-in
cases:household         GET      everyone       .     everyone       yes    yes    yes    -    none   none      sign-in
cases:household_edit    GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:authority       GET      everyone       .     everyone       yes    yes    yes    -    none   none      sign-in
consent:authority_new   GET+POST writers        .     writers        -      -      -      -    none   none      sign-in

# consents: asked and signed in an open dossier alone; withdrawn at any moment (3.1e). Here one that waits.
consent:overview        GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
consent:compose         GET+POST writers        .     -              -      -      -      -    none   none      sign-in
consent:consent         GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
consent:explain         GET+POST writers>away   named -              -      -      -      -    none   none      sign-in
consent:discard         POST     writers        named -              -      -      -      -    none   none      sign-in
consent:anew            POST     writers        named -              -      -      -      -    none   none      sign-in
consent:withdraw        GET+POST writers        named writers        -      -      -      -    none   none      sign-in
consent:consent_print   GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
consent:evidence        GET      -              named -              -      -      -      -    none   none      sign-in
consent:sign            GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:sign_paper      GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:refuse          GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:hand_over       POST     writers        named -              -      -      -      -    none   none      sign-in
consent:scan            GET      -              named -              -      -      -      -    none   none      sign-in

# who decides beside authority: from a dossier, so never by a look-up
consent:representation_new GET+POST writers     .     writers        -      -      -      -    none   none      sign-in
consent:assessment_new  GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:refusal_new     GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:measure_new     GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:flag_new        GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:check_new       GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:record_end      GET+POST writers        .     writers        -      -      -      -    none   none      sign-in
consent:flag_judge      GET+POST writers        .     writers        -      -      -      -    none   none      sign-in

# what is shared without consent, and what others gave us (3.2, 1.3); who judges is never who made it (3.3b), and that
# is on the page
consent:urgent          GET+POST writers        .     -              -      -      -      -    none   none      sign-in
# how long something is kept, and what keeps it longer: 2.3 asks who leads, in a closed dossier too
retention:keeping            GET      everyone  .     everyone       yes    -      -      -    none   none      sign-in
retention:hold               GET+POST everyone  .     everyone       yes    -      -      -    none   none      sign-in
retention:request            GET+POST everyone  .     everyone       yes    -      -      -    none   none      sign-in
retention:hold_new           GET+POST givers    .     givers         -      -      -      -    none   none      sign-in
retention:extend             GET+POST givers    .     givers         -      -      -      -    none   none      sign-in
retention:event_new          GET+POST givers    .     givers         -      -      -      -    none   none      sign-in
retention:request_new        GET+POST givers    .     givers         -      -      -      -    none   none      sign-in
retention:announcements_seen POST     givers    .     givers         -      -      -      -    none   none      sign-in
retention:request_withdraw   POST     givers    .     givers         -      -      -      -    none   none      sign-in
retention:request_told       POST     givers    .     givers         -      -      -      -    none   none      sign-in

# what residents ask; deciding is by mandate (4.2c), which nobody here has. What was taken back is prepared by nobody
desk:requests           GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
desk:part               GET+POST everyone       .     everyone       yes    -      -      -    none   none      sign-in
desk:piece              GET+POST everyone       .     everyone       yes    -      -      -    none   none      sign-in
desk:shielding          GET+POST everyone       .     everyone       yes    -      -      -    none   none      sign-in
desk:restriction        GET+POST everyone       .     everyone       yes    -      -      -    none   none      sign-in
desk:carry_out          GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:carry_piece        GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:restrict_all       GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:closed_piece       GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:request_new        GET+POST givers         .     givers         -      -      -      -    none   none      sign-in
desk:withdraw           POST     givers         .     givers         -      -      -      -    none   none      sign-in
desk:looked             POST     -              .     -              -      -      -      -    none   none      sign-in
desk:request            GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:decide_part        GET      -              .     -              -      -      -      -    none   none      sign-in
desk:decide_piece       GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:clock              POST     -              .     -              -      -      -      -    none   none      sign-in
desk:send_back          POST     -              .     -              -      -      -      -    none   none      sign-in
desk:take_back          POST     -              .     -              -      -      -      -    none   none      sign-in
desk:make_anew          POST     -              .     -              -      -      -      -    none   none      sign-in
desk:letter             GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:letter_print       POST     -              .     -              -      -      -      -    none   none      sign-in
desk:letter_read        GET+POST -              .     -              -      -      -      -    none   none      sign-in
desk:decide_looked      POST     -              .     -              -      -      -      -    none   none      sign-in

consent:grounds         GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
consent:ground_new      GET+POST writers        .     -              -      -      -      -    none   none      sign-in
consent:ground          GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
consent:ground_answers  GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:ground_judge    GET+POST everyone       named -              -      -      -      -    none   none      sign-in
consent:ground_end      GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:ground_tell     GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:ground_release  GET+POST givers         named -              -      -      -      -    none   none      sign-in
consent:incoming_new    GET+POST writers        .     -              -      -      -      -    none   none      sign-in
consent:incoming        GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
consent:incoming_tell   GET+POST writers        named -              -      -      -      -    none   none      sign-in
consent:incoming_release GET+POST givers        named -              -      -      -      -    none   none      sign-in

# how a dossier begins (2.4): a question without a dossier is of its author alone, whatever else they may; a dossier is
# opened from one, so first there is triage. What is in it goes by the dossier; health and justice of a ZRM are apart.
# Here nothing is old or in doubt, so there is nothing to ask again
casework:triage         GET+POST author         .     author         -      -      -      -    none   none      sign-in
casework:triage_drop    POST     author         .     author         -      -      -      -    none   none      sign-in
casework:dossier_new    GET+POST writers>away   .     writers>away   -      yes>away yes>away - none  none      sign-in
casework:intake         GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:intake_edit    GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:glance         GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:visit          GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:ask_again      POST     -              .     -              -      -      -      -    none   none      sign-in
casework:table_begin    GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:zrm            GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:zrm_person     GET      everyone       .     everyone       yes    -      -      -    none   none      sign-in
casework:zrm_new        GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:escalation_new GET+POST writers        .     -              -      -      -      -    none   none      sign-in
casework:escalation     GET      everyone       named everyone       yes    -      -      -    none   none      sign-in
casework:escalation_attempt GET+POST writers    named -              -      -      -      -    none   none      sign-in
casework:escalation_end POST     writers        named -              -      -      -      -    none   none      sign-in
"""

# --- pages without an id: what stands on them is one's own ---
#
# worker    of the municipality, with a role that goes with a dossier
# partner   the same, of a partner with an agreement; is told nothing of who is known elsewhere (2.5a)
# lead      leads a team
# on-call   can be called outside office hours
# overseer  enforces or supervises (1.2a)
# officer   works in /beheer/
# superuser of Django, or an account without a role: the same as an overseer
PAGES = """
address           methods   worker   partner  lead     on-call  overseer  officer  superuser nobody

cases:home        GET       page     page     page     page     no-access away     no-access sign-in
cases:dossiers    GET       page     page     page     page     none      none     none      sign-in
cases:note        GET       own      own      own      own      none      none     none      sign-in
cases:search      GET+POST  page     page     page     page     none      none     none      sign-in
cases:directory   GET+POST  page     none     page     page     none      none     none      sign-in
brp:lookup        GET+POST  page     none     page     page     none      none     none      sign-in
brp:take_over     POST      page     none     page     page     none      none     none      sign-in
cases:person_new  GET+POST  page     page     page     page     none      none     none      sign-in
casework:triage_new GET+POST page    page     page     page     none      none     none      sign-in
cases:cover       GET+POST  page     page     page     page     none      none     none      sign-in
cases:cover_stop  POST      none     none     none     none     none      none     none      sign-in
casework:attendances GET    page     page     page     page     none      none     none      sign-in
cases:recertify   GET+POST  page     page     page     page     none      none     none      sign-in
desk:desk         GET       none     none     none     none     none      none     none      sign-in
desk:post         GET       none     none     none     none     none      none     none      sign-in
cases:team        GET       none     none     page     none     none      none     none      sign-in
cases:appoint     POST      none     none     page     none     none      none     none      sign-in
cases:on_call     GET+POST  none     none     none     page     none      none     none      sign-in
casework:table_here GET     away     away     away     away     away      away     away      sign-in
casework:table_note POST    away     away     away     away     away      away     away      sign-in
casework:table_stop POST    away     away     away     away     away      away     away      sign-in
casework:workload GET       none     none     page     none     none      none     none      sign-in
casework:handed_over GET+POST away   away     away     away     away      away     away      sign-in
consent:handed_over GET+POST away    away     away     away     away      away     away      sign-in
consent:hand_back GET       away     away     away     away     away      away     away      sign-in
"""

# --- the FG's own door (AVG art. 38 lid 2): one dossier, whole and to read alone, whatever situation it is in ---
#
# fg      the FG, who inspects it now: every category, closed and besloten ones too
# others  everybody else, however much of it they may read elsewhere
INSPECTIONS = """
address            methods   fg    others  destroyed  nobody

cases:inspections  GET+POST  page  none    page       sign-in
cases:inspection   GET       page  none    none       sign-in
"""

# --- one's own account: the same for everybody who is signed in ---
#
# stopped: whether it opens before what is missing (the declaration, an agreement) is there
ACCOUNT = """
address                      methods   signed-in stopped nobody

account_logout               GET+POST  page      open    open
account_reauthenticate       GET+POST  page      open    sign-in
oidc_reauthenticate          GET+POST  page      open    sign-in
account_change_password      GET+POST  page      open    sign-in
mfa_index                    GET       page      open    sign-in
calendar_link                GET+POST  page      shut    sign-in
daily_digest                 POST      page      shut    sign-in
mfa_authenticate             GET+POST  page      open    sign-in
mfa_reauthenticate           GET+POST  page      open    sign-in
mfa_activate_totp            GET+POST  page      open    sign-in
mfa_deactivate_totp          GET+POST  page      open    sign-in
mfa_list_webauthn            GET       page      open    sign-in
mfa_add_webauthn             GET+POST  page      open    sign-in
mfa_reauthenticate_webauthn  GET+POST  page      open    sign-in
mfa_remove_webauthn          GET+POST  page      open    sign-in
mfa_view_recovery_codes      GET       page      open    sign-in
mfa_generate_recovery_codes  GET+POST  page      open    sign-in
mfa_download_recovery_codes  GET       page      open    sign-in
shortcuts                    GET+POST  page      shut    sign-in
session_alive                GET       page      shut    sign-in
covenants                    GET       page      shut    sign-in
secrecy                      GET+POST  page      shut    sign-in
"""

# --- open to whoever comes; nothing of any resident stands on them ---
OPEN = """
address            methods

thema              GET
security_txt       GET
logo               GET
account_login      GET+POST
account_inactive   GET
oidc_start         GET+POST
oidc_callback      GET
one_time_link      GET+POST
cases:calendar     GET
inzage:start       GET
inzage:overview    GET
inzage:sign_in     GET
inzage:callback    GET
inzage:sign_out    POST
inzage:leave       POST
inzage:consent     GET+POST
inzage:withdraw    GET+POST
inzage:plan        GET+POST
inzage:plan_withdraw  GET+POST
inzage:helpers     GET
inzage:disclosures GET
inzage:looks       GET
inzage:terms       GET
inzage:call_back   GET+POST
inzage:not_right   GET+POST
inzage:for_whom    GET+POST
inzage:looking_safely GET
inzage:requests    GET
inzage:ask         GET+POST
inzage:request     GET
inzage:receipt     GET
inzage:request_withdraw  POST
inzage:draft       POST
inzage:draft_drop  POST
inzage:nothing_letter GET
inzage:fetch       POST
consent:receipt        GET+POST
consent:receipt_paper  GET
consent:receipt_file   GET
"""

# --- /beheer/: registers, terms and logs; metadata, never what is in a dossier ---
#
# p: privacy officer, f: functionaris gegevensbescherming, a: applicatiebeheerder; nobody else gets anything at all.
# Who takes a register along as a file has a column of its own. FG decides nothing and changes nothing; nothing is ever
# deleted here. Who may look and no more, is told 403. Django's pages answer other methods than POST as they do GET:
# they show, and change nothing.
REGISTERS = """
register               look  add  change export

accounts_user          pfa   pa   pa   -
accounts_team          pfa   pa   pa   -
accounts_organisation  pfa   p    p    -
accounts_agreement     pfa   p    p    -
accounts_covenant      pfa   p    p    -
accounts_processing    pfa   p    p    pf
accounts_secrecytext   pfa   p    -    -
accounts_secrecyacceptance pfa -  -    -
audit_accesslog        pf    -    -    pf
cases_dossier          pfa   -    -    -
cases_grant            pfa   -    p    -
cases_emergency        pf    -    -    -
cases_inspection       pf    -    -    -
cases_unusualreading   pf    -    p    -
cases_lookup           pfa   -    -    -
cases_breach           pf    -    p    -
consent_ground         pf    -    -    -
cases_standardtext     pfa   pa   pa   -
retention_brake        pfa   -    -    -
retention_hold         pfa   p    -    -
retention_announcement pfa   -    -    -
retention_destructionrequest pfa - -    -
retention_destruction  pfa   -    -    -
retention_ledgerline   pfa   -    -    -
retention_declaration  pfa   -    -    -
retention_job          pfa   -    -    -
casework_contactcount  pfa   -    -    -
terms_termset          pfa   -    -    -
terms_termchoice       pfa   -    -    -
consent_consenttext    pfa   p    -    -
inzage_mandate         pfa   p    p    -
inzage_request         pfa   -    -    -
inzage_release         pfa   -    -    -
inzage_letter          pfa   -    -    -
inzage_restriction     pfa   -    -    -
inzage_restrictedreading pfa -    -    -
consent_disclosure     pfa   -    -    -
"""
DESK = """
address                      methods

beheer:index                 GET+POST
beheer:login                 GET+POST
beheer:logout                GET+POST
beheer:password_change       GET+POST
beheer:password_change_done  GET+POST
beheer:autocomplete          GET
beheer:jsi18n                GET
beheer:view_on_site          GET
beheer:app_list              GET
beheer:retention_destruction_report GET
beheer:retention_declaration_pdf    GET
"""

# What the application does otherwise than this table says, and why that is not mended here: (address, who, where).
# A test fails when it no longer holds, so that the line goes when the application is mended.
BY_LOOK_UP = (
    "2.5e: in danger one changes nothing. Luuk looked the person up before he broke the glass, as one must, and the "
    "dossier of his own that a look-up lets him open it goes on letting him open: tests/cases/test_emergency.py"
)
DISAGREEMENTS: dict[tuple[str, str, str], str] = {
    ("cases:household_new", "luuk", "open"): BY_LOOK_UP,
    ("casework:dossier_new", "luuk", "open"): BY_LOOK_UP,
}


@dataclass(frozen=True)
class Row:
    address: str
    cells: dict[str, str]

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.cells["methods"].split("+"))


def rows_of(table: str) -> dict[str, Row]:
    """Raises ValueError for a line with too many or too few cells, naming it."""
    lines = [line for line in table.splitlines() if line.strip() and not line.startswith("#")]
    first, *columns = lines[0].split()
    rows = {}
    for line in lines[1:]:
        name, *cells = line.split()
        if len(cells) != len(columns) or name in rows:
            raise ValueError(
                f"this line of the matrix does not fit its columns ({first} {columns}), or is twice: {line}"
            )
        rows[name] = Row(name, dict(zip(columns, cells, strict=True)))
    return rows


TABLES = {
    "dossiers": rows_of(DOSSIERS),
    "pages": rows_of(PAGES),
    "inspections": rows_of(INSPECTIONS),
    "account": rows_of(ACCOUNT),
    "open": rows_of(OPEN),
    "desk": rows_of(DESK),
}
REGISTER_ROWS = rows_of(REGISTERS)
