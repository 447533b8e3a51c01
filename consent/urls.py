from django.urls import path

from consent import views
from consent.models import Disclosure, Ground
from consent.views import consents, deliveries, disclosures, grounds, incoming, signing, telling, urgent

app_name = "consent"


def adding(address, sort):
    return path(f"personen/<uuid:pk>/{address}/nieuw/", views.record_new, {"sort": sort}, name=f"{sort}_new")


urlpatterns = [
    path("personen/<uuid:pk>/gezag/", views.authority, name="authority"),
    path("personen/<uuid:pk>/gezag/vastleggen/", views.authority_new, name="authority_new"),
    adding("vertegenwoordiging", "representation"),
    adding("wilsbekwaamheid", "assessment"),
    adding("weigering", "refusal"),
    adding("maatregel", "measure"),
    adding("vermoeden", "flag"),
    adding("veiligheid", "check"),
    path("personen/<uuid:pk>/gezag/<uuid:record_pk>/beeindigen/", views.record_end, name="record_end"),
    path("personen/<uuid:pk>/vermoeden/<uuid:flag_pk>/", views.flag_judge, name="flag_judge"),
    path("dossiers/<uuid:pk>/spoed/", urgent.urgent, name="urgent"),
    path("dossiers/<uuid:pk>/gronden/", grounds.grounds, name="grounds"),
    path("dossiers/<uuid:pk>/gronden/nieuw/", grounds.ground_new, name="ground_new"),
    path("gronden/<uuid:pk>/", grounds.ground, name="ground"),
    path("gronden/<uuid:pk>/vragen/", grounds.ground_answers, name="ground_answers"),
    path("gronden/<uuid:pk>/meekijken/", grounds.ground_judge, name="ground_judge"),
    path("gronden/<uuid:pk>/beeindigen/", grounds.ground_end, name="ground_end"),
    path("gronden/<uuid:pk>/inlichten/", telling.tell, {"model": Ground}, name="ground_tell"),
    path("gronden/<uuid:pk>/tonen/", telling.release, {"model": Ground}, name="ground_release"),
    path("dossiers/<uuid:pk>/gekregen/nieuw/", incoming.incoming_new, name="incoming_new"),
    path("gekregen/<uuid:pk>/", incoming.incoming, name="incoming"),
    path("gekregen/<uuid:pk>/inlichten/", telling.tell, {"model": Disclosure}, name="incoming_tell"),
    path("gekregen/<uuid:pk>/tonen/", telling.release, {"model": Disclosure}, name="incoming_release"),
    path("dossiers/<uuid:pk>/toestemmingen/", consents.overview, name="overview"),
    path("dossiers/<uuid:pk>/toestemmingen/nieuw/", consents.compose, name="compose"),
    path("toestemmingen/<uuid:pk>/", consents.consent, name="consent"),
    path("toestemmingen/<uuid:pk>/uitleg/", consents.explain, name="explain"),
    path("toestemmingen/<uuid:pk>/weg/", consents.discard, name="discard"),
    path("toestemmingen/<uuid:pk>/opnieuw/", consents.anew, name="anew"),
    path("toestemmingen/<uuid:pk>/intrekken/", consents.withdraw, name="withdraw"),
    path("toestemmingen/<uuid:pk>/bewijs/", consents.evidence, name="evidence"),
    path("toestemmingen/<uuid:pk>/afdrukken/", consents.consent_print, name="consent_print"),
    path("handtekeningen/<uuid:pk>/tekenen/", signing.sign, name="sign"),
    path("handtekeningen/<uuid:pk>/papier/", signing.sign_paper, name="sign_paper"),
    path("handtekeningen/<uuid:pk>/weigeren/", signing.refuse, name="refuse"),
    path("handtekeningen/<uuid:pk>/scan/", signing.scan, name="scan"),
    path("handtekeningen/<uuid:pk>/overgeven/", signing.hand_over, name="hand_over"),
    path("tekenen/", signing.handed_over, name="handed_over"),
    path("tekenen/terug/", signing.hand_back, name="hand_back"),
    path("dossiers/<uuid:pk>/delen/", disclosures.share, name="share"),
    path("dossiers/<uuid:pk>/gedeeld/", disclosures.shared, name="shared"),
    path("verstrekkingen/<uuid:pk>/", disclosures.disclosure, name="disclosure"),
    path("verstrekkingen/<uuid:pk>/terughalen/", disclosures.take_back, name="take_back"),
    path("verstrekkingen/<uuid:pk>/code/", disclosures.code, name="code"),
    path("verstrekkingen/<uuid:pk>/opnieuw/", disclosures.deliver_again, name="deliver_again"),
    path("verstrekkingen/<uuid:pk>/link-sluiten/", disclosures.close_link, name="close_link"),
    path("verstrekkingen/<uuid:pk>/papier/", disclosures.paper, name="paper"),
    path("verstrekkingen/<uuid:pk>/afscherming/", disclosures.shield, name="shield"),
    path("ontvangst/<str:token>/", deliveries.receipt, name="receipt"),
    path("ontvangst/<str:token>/stuk.pdf", deliveries.receipt_paper, name="receipt_paper"),
    path("ontvangst/<str:token>/bijlage/<int:number>/", deliveries.receipt_file, name="receipt_file"),
]
