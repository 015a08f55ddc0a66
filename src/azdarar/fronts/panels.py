"""The newsroom's view of fronts and dossiers."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput


def front_panels() -> TabbedInterface:
    """Return the edit handler of a front page: its containers first, its name after."""
    containers = [FieldPanel("containers", heading=_("Containers, from the top of the page"))]
    name = [FieldPanel("title", heading=_("Name of the paper here")), CommentPanel()]
    return TabbedInterface(
        [ObjectList(containers, heading=_("Front page")), ObjectList(name, heading=_("Name"))]
    )


def dossier_panels() -> TabbedInterface:
    """Return the edit handler of a dossier."""
    about = [
        MultiFieldPanel(
            [
                FieldPanel("kicker"),
                TitleFieldPanel("title", targets=["slug"], placeholder=False, help_text=""),
                FieldPanel("standfirst", widget=AdminAutoHeightTextInput(attrs={"rows": 3})),
            ],
            heading=_("Title and standfirst"),
            classname="story-head",
        ),
        FieldPanel("picture"),
        FieldPanel("need_to_know"),
        FieldPanel("is_running"),
    ]
    thread = [
        InlinePanel(
            "thread",
            heading=_("Thread"),
            label=_("Date"),
            panels=[
                FieldRowPanel([FieldPanel("day"), FieldPanel("text")]),
                PageChooserPanel("article", "articles.Article"),
            ],
        ),
    ]
    stories = [
        InlinePanel(
            "dossier_stories",
            heading=_("Stories"),
            label=_("Story"),
            panels=[PageChooserPanel("article", "articles.Article")],
        ),
    ]
    return TabbedInterface(
        [
            ObjectList(about, heading=_("Dossier")),
            ObjectList(thread, heading=_("Thread")),
            ObjectList(stories, heading=_("Stories")),
            ObjectList([FieldPanel("slug", heading=_("Address")), CommentPanel()], heading=_("Address")),
        ]
    )
