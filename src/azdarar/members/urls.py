"""The addresses of one's own, under ``/account/``."""

from django.urls import path
from django.views.generic import RedirectView

from azdarar.members.views import account, keeping, leaving, searching

app_name = "members"
urlpatterns = [
    path("", account.account, name="account"),
    path("profile/", account.profile, name="profile"),
    path("devices/all/end/", account.end_all_devices, name="end_all_devices"),
    path("devices/<int:session_id>/end/", account.end_device, name="end_device"),
    # allauth's own list of sessions would be a second one beside the page's.
    path("sessions/", RedirectView.as_view(url="/account/#devices"), name="usersessions_list"),
    path("saved/", keeping.saved, name="saved"),
    path("saved/add/", keeping.save, name="save"),
    path("saved/toggle/", keeping.toggle, name="toggle"),
    path("saved/<int:saved_id>/remove/", keeping.unsave, name="unsave"),
    path("searches/", searching.searches, name="searches"),
    path("searches/add/", searching.keep, name="keep_search"),
    path("searches/<int:search_id>/change/", searching.change, name="change_search"),
    path("searches/<int:search_id>/remove/", searching.forget, name="forget_search"),
    path("searches/stop/<str:key>/", searching.stop, name="stop_telling"),
    path("history/", keeping.history, name="history"),
    path("history/switch/", keeping.switch_history, name="switch_history"),
    path("history/record/", keeping.record, name="record"),
    path("history/clear/", keeping.forget_all, name="forget_all"),
    path("history/<int:reading_id>/remove/", keeping.forget, name="forget"),
    path("newsletters/", keeping.newsletters, name="newsletters"),
    path("data/", leaving.download, name="download"),
    path("leave/", leaving.leave, name="leave"),
    path("left/", leaving.left, name="left"),
]
