"""Where one may go in the demo, by the name of each page, as its regisseur."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Document, Dossier, DossierPerson, DossierStatus, Emergency, Entry, Grant, Person, Task
from casework.models import (
    Conference,
    Enquiry,
    Escalation,
    PartKind,
    Plan,
    PlanPart,
    PlanSignature,
    PlanVersion,
    Zrm,
)
from consent.models import Consent, Disclosure, Flag, Ground, Representation, Signature
from consent.models.signing import SignatureState
from consent.states import ConsentStatus
from inzage.models import RequestPart
from retention.models import DestructionRequest, Hold


def things(email) -> SimpleNamespace:
    """What the regisseur of the demo has: an open dossier on a family with children, in which a colleague helps."""
    with system(Purpose.DEMO, timezone.now()):
        mine = Grant.objects.filter(user__email=email, permission__codename="regisseur").values("content_object")
        dossiers = Dossier.objects.filter(pk__in=mine).order_by("-opened_on")
        dossier = dossiers.filter(status=DossierStatus.OPEN).first()
        about = DossierPerson.objects.filter(dossier=dossier).values("person")
        return SimpleNamespace(
            dossier=dossier,
            closed=dossiers.filter(status=DossierStatus.CLOSED).first(),
            household=dossier.household,
            # The last one born into the register is a child in every family of the demo.
            person=Person.objects.filter(pk__in=about).order_by("pk").last(),
            # In every family of the demo the first ones were asked how they can be reached.
            asked=Person.objects.filter(pk__in=about).order_by("pk").first(),
            entry=Entry.objects.filter(dossier=dossier).first(),
            document=Document.objects.filter(dossier=dossier).first(),
            task=Task.objects.filter(dossier=dossier, assigned_to__email=email, rule="").first(),
            escalation=Escalation.objects.filter(dossier__in=mine).first(),
            user=User.objects.get(email=email),
            to_call=Enquiry.objects.filter(user__email=email, follow_up_on__isnull=False).first(),
            undecided=Enquiry.objects.filter(user__email=email, decision="").first(),
            scored=Person.objects.get(pk=Zrm.objects.filter(dossier=dossier).first().person_id),
            disclosure=Disclosure.objects.filter(dossier=dossier, status="verzonden").first(),
            emergency=Emergency.objects.filter(dossier__in=mine).select_related("dossier").first(),
            representation=Representation.objects.select_related("person").get(person__in=about),
            ground=Ground.objects.get(dossier=dossier, status="geldig"),
            to_judge=Ground.objects.get(dossier=dossier, status="te_bevestigen"),
            unfinished=Ground.objects.get(dossier=dossier, status="concept"),
            incoming=Disclosure.objects.filter(dossier=dossier, kind="ontvangst", came_by="wet").first(),
            conference=Conference.objects.filter(dossier=dossier).first(),
            flag=Flag.objects.select_related("person").get(person__in=about),
            given=Grant.objects.filter(content_object=dossier).exclude(user__email=email).first(),
            waiting=Consent.objects.filter(dossier=dossier, status=ConsentStatus.TO_SIGN).first(),
            running=Consent.objects.filter(dossier=dossier, status=ConsentStatus.ACTIVE).first(),
            refused=Consent.objects.filter(dossier=dossier, status=ConsentStatus.REFUSED).first(),
            begun=Consent.objects.filter(dossier=dossier, status=ConsentStatus.DRAFT).first(),
            signature=Signature.objects.filter(dossier=dossier, state=SignatureState.ASKED).first(),
            plan=Plan.objects.get(dossier=dossier),
            held=PlanVersion.objects.get(dossier=dossier, status="geldig"),
            drafted=PlanVersion.objects.select_related("dossier").get(dossier__in=mine, status="concept"),
            part=PlanPart.objects.filter(version__status="concept", dossier__in=mine, kind="doel").first(),
            plan_signed=PlanSignature.objects.filter(version__status="geldig", dossier=dossier).first(),
            plan_signature=PlanSignature.objects.select_related("version")
            .filter(dossier=dossier, state=SignatureState.ASKED)
            .first(),
            hold=Hold.objects.filter(dossier=dossier).first(),
            to_destroy=DestructionRequest.objects.get(dossier=dossier),
            asked_of_us=(asked_of_us := RequestPart.objects.get(dossier=dossier)),
            asked_about=Entry.objects.filter(dossier=dossier, about__contains=asked_of_us.about).first(),
        )


def pages_of(have) -> dict[str, list[str]]:
    """The name of each page of a worker → its addresses: those that differ much are seen in more than one shape."""
    at = {
        "cases:home": [()],
        "cases:search": [()],
        "cases:dossiers": [()],
        "shortcuts": [()],
        "covenants": [()],
        "cases:person": [have.person, have.asked],
        "cases:contact": [have.person, have.asked],
        "cases:person_edit": [have.person],
        "cases:person_new": [()],
        "cases:household": [have.household],
        "cases:household_edit": [have.household],
        "casework:triage_new": [()],
        "casework:triage": [have.undecided, have.to_call],
        "casework:escalation_new": [have.dossier],
        "casework:escalation_attempt": [have.escalation],
        "casework:escalation": [have.escalation],
        "casework:intake": [have.dossier, have.closed],
        "casework:intake_edit": [have.dossier],
        "casework:glance": [have.dossier],
        "casework:visit": [have.dossier],
        "casework:table_begin": [have.dossier],
        "casework:zrm": [have.dossier],
        "casework:zrm_person": [(have.dossier, have.scored), (have.dossier, have.person)],
        "casework:zrm_new": [(have.dossier, have.scored)],
        "cases:dossier": [have.dossier, have.closed],
        "cases:dossier_close": [have.dossier],
        "cases:dossier_reopen": [have.closed],
        "cases:grants": [have.dossier],
        "cases:grant_authorise": [(have.dossier, have.given)],
        "cases:dossier_protect": [have.dossier],
        "cases:emergency_review": [(have.emergency.dossier, have.emergency)],
        "cases:dossier_log": [have.dossier],
        "cases:cover": [()],
        "cases:recertify": [()],
        "cases:entry_new": [have.dossier],
        "cases:entry": [have.entry],
        "cases:entry_edit": [have.entry],
        "cases:entry_move": [have.entry],
        "cases:document_new": [have.dossier],
        "cases:letter_new": [have.dossier],
        "cases:dossier_print": [have.dossier],
        "cases:entry_print": [have.entry],
        "cases:mail_new": [have.dossier],
        "cases:document": [have.document],
        "cases:document_move": [have.document],
        "cases:task_new": [have.dossier],
        "cases:task_postpone": [have.task],
        "consent:authority": [have.person, have.flag.person],
        "consent:share": [have.dossier],
        "consent:shared": [have.dossier],
        "consent:disclosure": [have.disclosure],
        "consent:shield": [have.disclosure],
        "consent:authority_new": [have.person],
        "consent:overview": [have.dossier],
        "consent:compose": [have.dossier],
        "consent:consent": [have.waiting, have.running, have.refused, have.begun],
        "consent:explain": [have.begun],
        "consent:withdraw": [have.running],
        "consent:consent_print": [have.waiting],
        "consent:sign": [have.signature],
        "consent:sign_paper": [have.signature],
        "consent:refuse": [have.signature],
        "consent:representation_new": [have.person],
        "consent:assessment_new": [have.person],
        "consent:refusal_new": [have.person],
        "consent:measure_new": [have.person],
        "consent:flag_new": [have.person],
        "consent:check_new": [have.person],
        "consent:record_end": [(have.representation.person, have.representation)],
        "consent:flag_judge": [(have.flag.person, have.flag)],
        "consent:urgent": [have.dossier],
        "consent:grounds": [have.dossier],
        "consent:ground_new": [have.dossier],
        "consent:ground": [have.ground, have.to_judge, have.unfinished],
        "consent:ground_answers": [have.unfinished],
        "consent:ground_judge": [have.to_judge, have.unfinished],
        "consent:ground_end": [have.ground],
        "consent:ground_tell": [have.ground],
        "consent:ground_release": [have.ground],
        "consent:incoming_new": [have.dossier],
        "consent:incoming": [have.incoming],
        "consent:incoming_tell": [have.incoming],
        "consent:incoming_release": [have.incoming],
        "casework:plan": [have.dossier, have.drafted.dossier],
        "casework:plan_begin": [have.dossier],
        "casework:plan_end": [have.plan],
        "casework:plan_renew": [have.plan],
        "casework:plan_evaluate": [have.plan],
        "casework:version": [have.held, have.plan_signature.version, have.drafted],
        **{f"casework:part_new_{kind}": [have.drafted] for kind in PartKind.values},
        "casework:part": [have.part],
        "casework:plan_sign": [have.plan_signature],
        "casework:plan_sign_paper": [have.plan_signature],
        "casework:plan_refuse": [have.plan_signature],
        "casework:plan_withdraw": [have.plan_signed],
        "casework:regie": [have.plan],
        "casework:conferences": [have.dossier],
        "casework:conference_new": [have.dossier],
        "casework:conference": [have.conference],
        "casework:conference_invite": [have.conference],
        "casework:conference_tell": [have.conference],
        "casework:conference_item": [have.conference],
        "casework:conference_preview": [have.conference],
        "casework:conference_close": [have.conference],
        "casework:attendances": [()],
        "casework:split": [have.dossier],
        "casework:move_away": [have.dossier],
        "casework:join": [have.dossier],
        "casework:second_home": [have.dossier],
        "casework:death": [have.person],
        "casework:merge": [have.person],
        "retention:keeping": [have.dossier, have.closed],
        "retention:hold_new": [have.dossier],
        "retention:extend": [have.dossier],
        "retention:event_new": [have.dossier],
        "retention:request_new": [have.dossier],
        "retention:hold": [have.hold],
        "retention:request": [have.to_destroy],
        "desk:requests": [have.dossier],
        "desk:request_new": [have.dossier],
        "desk:part": [have.asked_of_us],
        "desk:piece": [(have.asked_of_us, have.asked_about)],
        "brp:lookup": [()],
        "mfa_index": [()],
        "mfa_activate_totp": [()],
        "mfa_list_webauthn": [()],
        "mfa_add_webauthn": [()],
        "calendar_link": [()],
        "account_change_password": [()],
        "secrecy": [()],
    }
    return {name: [address_of(name, one) for one in ones] for name, ones in at.items()}


def address_of(name, of):
    """`of`: the thing a page is about, or several where its address names more."""
    things_named = of if isinstance(of, tuple) else (of,)
    return reverse(name, args=[one.pk for one in things_named])
