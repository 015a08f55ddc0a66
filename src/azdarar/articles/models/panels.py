"""The newsroom's view of a story: four tabs, in the order an editor works."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from azdarar.articles.models.form import ArticleForm, LanguageSelect

#: Languages stories are most often translated from; any other code an import brings is kept.
_ORIGINALS = (
    ("", "—"),
    ("hy", _("Armenian")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("az", _("Azerbaijani")),
    ("de", _("German")),
    ("ka", _("Georgian")),
    ("tr", _("Turkish")),
)


def _original_language() -> LanguageSelect:
    return LanguageSelect(choices=_ORIGINALS)


def _lines(count: int) -> AdminAutoHeightTextInput:
    """A text box that begins with so many lines and grows with its text."""
    return AdminAutoHeightTextInput(attrs={"rows": count})


def _text_tab() -> list[Panel]:
    return [
        MultiFieldPanel(
            [
                FieldPanel("kicker"),
                FieldPanel(
                    "title",
                    heading=_("Headline"),
                    classname="title",
                    help_text=_("Seventy characters or fewer stand whole on a phone and in search results."),
                ),
                FieldPanel("standfirst", widget=_lines(3)),
            ],
            heading=_("Headline and standfirst"),
            classname="story-head",
        ),
        FieldRowPanel(
            [
                FieldPanel("section", widget=forms.Select),
                FieldPanel("form"),
                FieldPanel("dateline"),
            ],
            heading=_("Where it stands"),
        ),
        InlinePanel(
            "contributions",
            heading=_("Byline"),
            label=_("Signature"),
            panels=[
                FieldPanel("contributor"),
                FieldRowPanel([FieldPanel("role"), FieldPanel("from_language", widget=_original_language())]),
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel("lead_picture", heading=_("Picture")),
                FieldRowPanel(
                    [
                        FieldPanel("lead_alt_text", widget=_lines(2)),
                        FieldPanel("lead_caption", widget=_lines(2)),
                    ]
                ),
            ],
            heading=_("Lead picture"),
        ),
        FieldPanel("body"),
        FieldPanel("post_scriptum", widget=_lines(2)),
        FieldPanel("access", widget=forms.RadioSelect),
    ]


def _around_tab() -> list[Panel]:
    return [
        InlinePanel(
            "article_subjects", heading=_("Subjects"), label=_("Subject"), panels=[FieldPanel("subject")]
        ),
        InlinePanel(
            "recommendations",
            heading=_("The newsroom recommends"),
            label=_("Recommended story"),
            panels=[
                PageChooserPanel("recommended", "articles.Article"),
                FieldRowPanel([FieldPanel("reason"), FieldPanel("chosen_by")]),
                FieldRowPanel([FieldPanel("begins_at"), FieldPanel("ends_at")]),
            ],
            max_num=4,
        ),
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("original_address"),
                FieldRowPanel(
                    [
                        FieldPanel("original_language", widget=_original_language()),
                        FieldPanel("original_date"),
                    ]
                ),
            ],
            heading=_("Reprint"),
        ),
    ]


def _corrections_tab() -> list[Panel]:
    return [
        HelpPanel(
            content=_(
                "<p>Change the text, then say here what was wrong and what is right. When you publish, the "
                "note stands under the story, in the paper’s list of corrections and in its metadata. It "
                "stays there.</p>"
            ),
            heading=_("How a correction works"),
        ),
        InlinePanel(
            "corrections",
            heading=_("Corrections"),
            label=_("Correction"),
            panels=[FieldPanel("note", widget=_lines(3)), FieldPanel("corrected_at")],
        ),
    ]


def _publication_tab() -> list[Panel]:
    return [
        FieldPanel("slugline"),
        FieldPanel("address_slug"),
        FieldRowPanel(
            [FieldPanel("published_at"), FieldPanel("updated_at"), FieldPanel("embargoed_until")],
            heading=_("Instants"),
        ),
        FieldPanel("is_long_lived"),
        CommentPanel(),
    ]


def article_panels() -> TabbedInterface:
    """Return the edit handler of a story."""
    return TabbedInterface(
        [
            ObjectList(_text_tab(), heading=_("Story")),
            ObjectList(_around_tab(), heading=_("Around it")),
            ObjectList(_corrections_tab(), heading=_("Corrections")),
            ObjectList(_publication_tab(), heading=_("Publication")),
        ],
        base_form_class=ArticleForm,
    )


def plain_page_panels() -> TabbedInterface:
    """Return the edit handler of a page that is not a story."""
    page = [
        MultiFieldPanel(
            [
                TitleFieldPanel("title", targets=["slug"], placeholder=False, help_text=""),
                FieldPanel("standfirst", widget=_lines(3)),
            ],
            heading=_("Title and standfirst"),
            classname="story-head",
        ),
        FieldPanel("body"),
    ]
    place = [FieldPanel("slug", heading=_("Address")), FieldPanel("is_in_footer"), CommentPanel()]
    return TabbedInterface([ObjectList(page, heading=_("Page")), ObjectList(place, heading=_("Place"))])
