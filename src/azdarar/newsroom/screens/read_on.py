"""What stands under a story and why: what is picked, close and far; and an editor's word on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.widgets import AdminPageChooser

from azdarar.articles.models import Article
from azdarar.articles.queries import StoryCard
from azdarar.errors import AzdararError
from azdarar.fronts.picking import PickPlace
from azdarar.fronts.queries import dossier_companions, recommended_for
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.picks import PickForm, PickingScreen
from azdarar.onward.actions import ban_card, bring_up_again, let_go_of_card, let_rest, pin_card
from azdarar.onward.models import LetRest, Steering
from azdarar.onward.queries import related_to, to_discover
from azdarar.onward.steering import steering_of

#: Cards that stand on the page, and how many more are offered behind them.
_RELATED, _DISCOVER, _BEHIND = 4, 3, 6


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a list, as the newsroom looks at it."""

    card: StoryCard
    is_pinned: bool
    is_shown: bool

    @property
    def edit_url(self) -> str:
        """Where the story is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.card.id])


@dataclass(frozen=True, slots=True)
class CardList:
    """One of the lists that rules fill."""

    place: str
    title: str
    word: str
    cards: tuple[Card, ...]
    #: Pinned, and not shown: readers may not see them, or the page shows them elsewhere.
    missing: tuple[Article, ...]


class PinForm(forms.Form):
    """A story to keep in a list, whatever the rules find."""

    card = forms.ModelChoiceField(
        Article.objects.all(),
        label=gettext_lazy("Story"),
        widget=AdminPageChooser(target_models=[Article]),
        error_messages={"required": gettext_lazy("Choose a story.")},
    )
    place = forms.ChoiceField(label=gettext_lazy("List"), choices=Steering.Place.choices[:2])

    def __init__(self, *args: Any, seen: QuerySet[Article], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pin_%s", **kwargs)
        field: Any = self.fields["card"]
        field.queryset = seen


class ReadOnView(PickingScreen):
    """The three lists under a story, with why each card stands there, and what an editor makes of them."""

    template_name = "newsroom/onward/story.html"
    page_title = gettext_lazy("Read on")
    header_icon = "link"
    may_enter = staticmethod(user_has_any_page_permission)
    story: Article

    def look_up(self, **named: Any) -> None:
        self.story = get_object_or_404(Article, pk=named["page_id"])
        if not self.story.permissions_for_user(self.request.user).can_publish():
            raise PermissionDenied
        self.place = PickPlace(story=self.story)

    def get_page_subtitle(self) -> str:
        return str(self.story.title)

    def about(self) -> str:
        return f"article:{self.story.pk}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_stories"), "label": _("Stories")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]), "label": self.story.title},
            {"url": "", "label": self.page_title},
        ]

    def get(
        self,
        request: HttpRequest,
        form: PickForm | None = None,
        pin_form: PinForm | None = None,
        status: int = 200,
        **_key: Any,
    ) -> HttpResponse:
        now, story = timezone.now(), self.story
        shown = recommended_for(story, at=now)
        pin_form = pin_form or PinForm(seen=self.seen)
        picks = self.picks_context(form)
        picks["media"] += pin_form.media
        banned = steering_of([story.pk])[story.pk].banned
        context = self.get_context_data(
            story=story,
            is_public=bool(story.live and story.visible_from and story.visible_from <= now),
            shown_picks=shown,
            origin=self._origin(shown),
            lists=card_lists(story, taken={card.id for card in shown}, seen=self.seen, at=now),
            banned=self.seen.filter(pk__in=banned).order_by("pk"),
            pin_form=pin_form,
            rest=LetRest.objects.filter(article=story).first(),
            **picks,
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, **_key: Any) -> HttpResponse:
        try:
            answer = self.do(request) or self._steer(request)
        except AzdararError as error:
            messages.error(request, str(error))
            return self.get(request, status=422)
        return answer or self.get(request, status=400)

    def _origin(self, shown: list[StoryCard]) -> str:
        """Where what the page recommends was picked."""
        if not shown:
            return ""
        ids = {card.id for card in shown}
        if ids & set(self.place.rows.values_list("recommended", flat=True)):
            return "story"
        section = self.story.section
        of_section = PickPlace(section=section).rows.values_list("article", flat=True) if section else ()
        return "section" if ids & set(of_section) else "paper"

    def _steer(self, request: HttpRequest) -> HttpResponse | None:
        """Do what a button of the lists asks; None for what is no such button."""
        now, story, asked = timezone.now(), self.story, request.POST.get("do")
        if asked == "pin-chosen":
            form = PinForm(request.POST, seen=self.seen)
            if not form.is_valid():
                return self.get(request, pin_form=form, status=422)
            card, place = form.cleaned_data["card"], form.cleaned_data["place"]
            pin_card(article=story, card=card, place=place, at=now)
            return self.done("onward.card-pinned", _("It stays in the list."), card.title)
        if asked == "rest":
            let_rest(thing=story, why=request.POST.get("why", ""), at=now)
            return self.done("onward.let-rest", _("No list that fills itself brings it up any more."))
        if asked == "rise":
            bring_up_again(thing=story, at=now)
            return self.done("onward.brought-up", _("Lists may bring it up again."))
        if asked not in ("pin", "ban", "let-go"):
            return None
        card = get_object_or_404(self.seen, pk=number_in(request.POST.get("card", "")) or 0)
        if asked == "ban":
            ban_card(article=story, card=card, at=now)
            return self.done("onward.card-banned", _("It is shown in no list under this story."), card.title)
        if asked == "let-go":
            let_go_of_card(article=story, card=card, at=now)
            return self.done("onward.card-let-go", _("The rules decide again."), card.title)
        place = request.POST.get("place", "")
        if place not in (Steering.Place.RELATED, Steering.Place.DISCOVER):
            return None
        pin_card(article=story, card=card, place=place, at=now)
        return self.done("onward.card-pinned", _("It stays in the list."), card.title)


def card_lists(story: Article, *, taken: set[int], seen: QuerySet[Article], at: datetime) -> list[CardList]:
    """What the rules put under a story, with what stands behind it in line."""
    companions = dossier_companions(story)
    near = related_to(story, at=at, exclude=taken, companions=companions, most=_RELATED + _BEHIND)
    taken = taken | {card.id for card in near[:_RELATED]}
    far = to_discover(story, at=at, exclude=taken, most=_DISCOVER)
    said = steering_of([story.pk])[story.pk]
    near_word = _("Close to this story, by what it says, whom it speaks of and when.")
    far_word = _("Far from this story: other sections, other years.")
    lists = (
        (Steering.Place.RELATED, _("Read also"), near_word, near, said.related, _RELATED),
        (Steering.Place.DISCOVER, _("Discover"), far_word, far, said.discover, _DISCOVER),
    )
    return [
        CardList(
            place=place,
            title=title,
            word=word,
            cards=tuple(
                Card(card, is_pinned=card.id in pinned, is_shown=number < most)
                for number, card in enumerate(cards)
            ),
            missing=tuple(
                seen.filter(pk__in=set(pinned) - {card.id for card in cards[:most]}).order_by("pk")
            ),
        )
        for place, title, word, cards, pinned, most in lists
    ]
