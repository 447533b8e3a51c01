"""§ 4.2 Casusregiedossier: requests of residents, for who prepares and who decides."""

from django.urls import path

from inzage import carry_views, desk_views, part_views, post_views

app_name = "desk"

urlpatterns = [
    path("dossiers/<uuid:pk>/verzoeken/", part_views.requests_page, name="requests"),
    path("dossiers/<uuid:pk>/verzoeken/nieuw/", part_views.request_new, name="request_new"),
    path("verzoeken/<uuid:pk>/", part_views.part, name="part"),
    path("verzoeken/<uuid:pk>/bekeken/", part_views.looked, name="looked"),
    path("verzoeken/<uuid:pk>/stuk/<uuid:record>/", part_views.piece, name="piece"),
    path("verzoeken/<uuid:pk>/intrekken/", part_views.withdraw, name="withdraw"),
    path("verzoeken/<uuid:pk>/uitvoeren/", carry_views.carry_out, name="carry_out"),
    path("verzoeken/<uuid:pk>/uitvoeren/alles/", carry_views.restrict_all, name="restrict_all"),
    path("verzoeken/<uuid:pk>/uitvoeren/<uuid:record>/", carry_views.carry_piece, name="carry_piece"),
    path("beperkingen/<uuid:pk>/", carry_views.restriction, name="restriction"),
    path("beperkingen/<uuid:pk>/<uuid:record>/", carry_views.closed_piece, name="closed_piece"),
    path("afschermingen/<uuid:pk>/", part_views.shielding, name="shielding"),
    path("inzage/", desk_views.desk, name="desk"),
    path("post/", post_views.post, name="post"),
    path("post/<uuid:pk>/", post_views.letter, name="letter"),
    path("post/<uuid:pk>/printen/", post_views.letter_print, name="letter_print"),
    path("post/<uuid:pk>/lezen/", post_views.letter_read, name="letter_read"),
    path("inzage/<uuid:pk>/", desk_views.request_page, name="request"),
    path("inzage/<uuid:pk>/termijn/", desk_views.clock, name="clock"),
    path("inzage/<uuid:pk>/terug/", desk_views.send_back, name="send_back"),
    path("inzage/<uuid:pk>/terugnemen/", desk_views.take_back, name="take_back"),
    path("inzage/<uuid:pk>/opnieuw/", desk_views.make_anew, name="make_anew"),
    path("inzage/<uuid:pk>/<uuid:part>/", desk_views.part, name="decide_part"),
    path("inzage/<uuid:pk>/<uuid:part>/bekeken/", desk_views.looked, name="decide_looked"),
    path("inzage/<uuid:pk>/<uuid:part>/<uuid:record>/", desk_views.piece, name="decide_piece"),
]
