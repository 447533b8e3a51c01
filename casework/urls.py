from django.urls import path

from casework.models import PartKind
from casework.views import (
    attending,
    changes,
    conferences,
    escalation,
    glance,
    intake,
    plans,
    regie,
    signing,
    table,
    triage,
    zrm,
)

app_name = "casework"


def adding(kind):
    return path(f"planversies/<uuid:pk>/{kind}/nieuw/", plans.part_new, {"kind": kind}, name=f"part_new_{kind}")


BEGINNING = [
    path("triage/nieuw/", triage.triage_new, name="triage_new"),
    path("triage/<uuid:pk>/", triage.triage, name="triage"),
    path("triage/<uuid:pk>/weg/", triage.triage_drop, name="triage_drop"),
    path("gezinnen/<uuid:pk>/dossier/", triage.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:pk>/niet-bereikt/nieuw/", escalation.escalation_new, name="escalation_new"),
    path("niet-bereikt/<uuid:pk>/", escalation.escalation, name="escalation"),
    path("niet-bereikt/<uuid:pk>/poging/", escalation.escalation_attempt, name="escalation_attempt"),
    path("niet-bereikt/<uuid:pk>/afronden/", escalation.escalation_end, name="escalation_end"),
    path("dossiers/<uuid:pk>/intake/", intake.intake, name="intake"),
    path("dossiers/<uuid:pk>/intake/invullen/", intake.intake_edit, name="intake_edit"),
    path("dossiers/<uuid:pk>/zrm/", zrm.overview, name="zrm"),
    path("dossiers/<uuid:pk>/zrm/<uuid:person_pk>/", zrm.of_person, name="zrm_person"),
    path("dossiers/<uuid:pk>/zrm/<uuid:person_pk>/invullen/", zrm.new, name="zrm_new"),
    path("dossiers/<uuid:pk>/overzicht/", glance.glance, name="glance"),
    path("dossiers/<uuid:pk>/overzicht/navragen/", glance.ask_again, name="ask_again"),
    path("dossiers/<uuid:pk>/bezoek/", glance.visit, name="visit"),
    path("dossiers/<uuid:pk>/aan-tafel/", table.begin, name="table_begin"),
    path("aan-tafel/", table.here, name="table_here"),
    path("aan-tafel/opschrijven/", table.keep_note, name="table_note"),
    path("aan-tafel/stoppen/", table.stop, name="table_stop"),
]
CONFERENCE = [
    path("dossiers/<uuid:pk>/overleg/", conferences.conferences, name="conferences"),
    path("dossiers/<uuid:pk>/overleg/nieuw/", conferences.conference_new, name="conference_new"),
    path("overleg/<uuid:pk>/", conferences.conference, name="conference"),
    path("overleg/<uuid:pk>/uitnodigen/", conferences.conference_invite, name="conference_invite"),
    path(
        "overleg/<uuid:pk>/deelnemers/<uuid:participant_pk>/weg/",
        conferences.conference_take_off,
        name="conference_take_off",
    ),
    path("overleg/<uuid:pk>/verteld/", conferences.conference_tell, name="conference_tell"),
    path("overleg/<uuid:pk>/namen/", conferences.conference_names, name="conference_names"),
    path("overleg/<uuid:pk>/punt/", conferences.conference_item, name="conference_item"),
    path("overleg/<uuid:pk>/voorbeeld/", conferences.conference_preview, name="conference_preview"),
    path("overleg/<uuid:pk>/afsluiten/", conferences.conference_close, name="conference_close"),
    path("overleg/<uuid:pk>/vervalt/", conferences.conference_cancel, name="conference_cancel"),
    path("deelname/", attending.attendances, name="attendances"),
    path("deelname/<uuid:pk>/", attending.attend, name="attend"),
    path("deelname/<uuid:pk>/antwoord/", attending.attend_reply, name="attend_reply"),
    path("deelname/<uuid:pk>/inbreng/", attending.attend_bring, name="attend_bring"),
    path("deelname/<uuid:pk>/agenda.ics", attending.attend_calendar, name="attend_calendar"),
]
PLAN = [
    path("dossiers/<uuid:pk>/plan/", plans.plan, name="plan"),
    path("dossiers/<uuid:pk>/plan/beginnen/", plans.plan_begin, name="plan_begin"),
    path("plannen/<uuid:pk>/afronden/", plans.plan_end, name="plan_end"),
    path("plannen/<uuid:pk>/nieuwe-versie/", plans.plan_renew, name="plan_renew"),
    path("plannen/<uuid:pk>/evaluatie/", plans.plan_evaluate, name="plan_evaluate"),
    path("planversies/<uuid:pk>/", plans.version, name="version"),
    *(adding(kind) for kind in PartKind.values),
    path("planversies/<uuid:pk>/voorleggen/", plans.version_ask, name="version_ask"),
    path("planversies/<uuid:pk>/terugnemen/", plans.version_take_back, name="version_take_back"),
    path("planversies/<uuid:pk>/bewijs/", plans.evidence, name="plan_evidence"),
    path("planversies/<uuid:pk>/papier/<uuid:person_pk>/", plans.version_print, name="version_print"),
    path("planonderdelen/<uuid:pk>/", plans.part, name="part"),
    path("planonderdelen/<uuid:pk>/weg/", plans.part_remove, name="part_remove"),
    path("planhandtekeningen/<uuid:pk>/tekenen/", signing.sign, name="plan_sign"),
    path("planhandtekeningen/<uuid:pk>/papier/", signing.sign_paper, name="plan_sign_paper"),
    path("planhandtekeningen/<uuid:pk>/weigeren/", signing.refuse, name="plan_refuse"),
    path("planhandtekeningen/<uuid:pk>/terugnemen/", signing.withdraw, name="plan_withdraw"),
    path("planhandtekeningen/<uuid:pk>/scan/", signing.scan, name="plan_scan"),
    path("planhandtekeningen/<uuid:pk>/afdrukken/", plans.plan_print, name="plan_print"),
    path("planhandtekeningen/<uuid:pk>/overgeven/", signing.hand_over, name="plan_hand_over"),
    path("plan-tekenen/", signing.handed_over, name="handed_over"),
]
REGIE = [
    path("plannen/<uuid:pk>/regie/", regie.regie, name="regie"),
    path("regie/<uuid:pk>/", regie.handover, name="handover"),
    path("regie/<uuid:pk>/intrekken/", regie.handover_take_back, name="handover_take_back"),
    path("team/werkdruk/", regie.workload, name="workload"),
]
CHANGES = [
    path("dossiers/<uuid:pk>/splitsen/", changes.split, name="split"),
    path("personen/<uuid:pk>/overlijden/", changes.death, name="death"),
    path("dossiers/<uuid:pk>/gezinnen-samen/", changes.join, name="join"),
    path("dossiers/<uuid:pk>/verhuizing/", changes.move_away, name="move_away"),
    path("dossiers/<uuid:pk>/tweede-thuis/", changes.second_home, name="second_home"),
    path("personen/<uuid:pk>/samenvoegen/", changes.merge, name="merge"),
    path("personen/<uuid:pk>/samenvoegen/terugdraaien/", changes.merge_undo, name="merge_undo"),
    path("personen/<uuid:pk>/overlijden/terugnemen/", changes.death_take_back, name="death_take_back"),
]

urlpatterns = [*BEGINNING, *CONFERENCE, *PLAN, *REGIE, *CHANGES]
