"""Imports and what they leave behind: runs, the ledger, what waits for a person, originals, old comments."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from azdarar.archive.naming import legible, need_name


class ImportRun(models.Model):
    """One import that somebody asked for, from the command line or the newsroom.

    ``source`` is what was given (``{"system": "spip", "paths": [...]}``), ``options`` how it is to be taken
    (``language``, ``media``, ``prefix``, ``mapping``, ``is_dry_run``). A run that dies keeps the state
    "running" with an old ``heartbeat_at``; it goes on as one that was stopped does.
    """

    class State(models.TextChoices):
        NEW = "new", _("about to be looked at")
        READY = "ready", _("looked at")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        STOPPING = "stopping", _("being stopped")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    FORMAT_VERSION = 1

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    title = models.CharField(_("title"), max_length=255, blank=True)
    system = models.CharField(_("system"), max_length=16)
    site = models.CharField(_("site"), max_length=255, blank=True)
    source = models.JSONField(_("source"), default=dict)
    options = models.JSONField(_("options"), default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(_("items done"), default=0)
    total = models.PositiveIntegerField(_("items in all"), default=0)
    summary = models.JSONField(_("summary"), default=dict)
    problem = models.TextField(_("what went wrong"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.title or self.site or self.system} {self.asked_at:%Y-%m-%d}"

    @property
    def is_dry_run(self) -> bool:
        """Whether the run only rehearses: it writes nothing but itself."""
        return bool(self.options.get("is_dry_run"))


class LedgerLine(models.Model):
    """What became of one thing of a foreign site.

    A story has a line whether it was taken or left out; everything that stories hang on has one once it is
    an object here. ``checksum`` is of the thing as the file told it: an unchanged thing is passed over at
    the next run. ``revision_id`` is the revision the import left (none: the story has none), and
    ``fingerprint`` is of the object as the import left it: what is different now has been edited here
    since, and is never overwritten, nor taken back. ``is_made`` tells what the import made from what it
    found here by its name. ``leads_to`` is an address or a number of the old site, for a text that had
    nothing of its own and only led there. ``run`` made the line; ``last_run`` was the last to change it or
    to tell of it.
    """

    FORMAT_VERSION = 2

    class System(models.TextChoices):
        SPIP = "spip", "SPIP"
        WORDPRESS = "wordpress", "WordPress"
        GHOST = "ghost", "Ghost"
        PAGES = "pages", _("saved pages")

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        CHANGED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        KEPT = "kept", _("kept as it is here")
        LEFT_OUT = "left-out", _("left out")

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    system = models.CharField(_("system"), max_length=16, choices=System.choices)
    site = models.CharField(_("site"), max_length=255)
    kind = models.CharField(_("kind"), max_length=32)
    foreign_id = models.CharField(_("number there"), max_length=120)
    checksum = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    year = models.SmallIntegerField(_("year"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.TAKEN)
    object_label = models.CharField(max_length=64, blank=True)
    object_id = models.BigIntegerField(null=True)
    revision_id = models.BigIntegerField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    is_made = models.BooleanField(default=True)
    leads_to = models.CharField(_("only leads to"), max_length=500, blank=True)
    visits = models.PositiveBigIntegerField(_("visits there"), default=0)
    #: What the line said, and the story's revision, before ``last_run`` changed them; for taking that back.
    before = models.JSONField(default=dict)
    notes = models.JSONField(_("notes"), default=list)
    run = models.ForeignKey(
        ImportRun, verbose_name=_("import"), null=True, on_delete=models.PROTECT, related_name="lines"
    )
    last_run = models.ForeignKey(
        ImportRun,
        verbose_name=_("last import"),
        null=True,
        on_delete=models.PROTECT,
        related_name="last_lines",
    )
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "site", "kind", "foreign_id"], name="archive_one_line_per_thing"
            )
        ]
        indexes = [
            # Old addresses name a kind and a number, and any host the paper ever used.
            models.Index(fields=["system", "kind", "foreign_id"], name="archive_by_number"),
            models.Index(fields=["object_label", "object_id"], name="archive_by_object"),
        ]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.site} {self.kind} {self.foreign_id}"


class _OfAPage(models.Model):
    """What an import put beside a story or a page; it goes with it."""

    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )
    run = models.ForeignKey(
        ImportRun, verbose_name=_("import"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    wagtail_reference_index_ignore = True


class Repair(_OfAPage):
    """Something of an imported story that waits for a person. ``what`` is a sentence or the thing itself."""

    class Kind(models.TextChoices):
        MISSING_PICTURE = "missing-picture", _("missing pictures")
        PICTURE_WITHOUT_ALT = "picture-without-alt", _("pictures without a description")
        UNKNOWN_EMBED = "unknown-embed", _("unknown embeds")
        BROKEN_LINK = "broken-link", _("broken links")
        DOUBTFUL_DATE = "doubtful-date", _("doubtful dates")
        ENCODING_REPAIRED = "encoding-repaired", _("repaired characters")
        POSSIBLE_DUPLICATE = "possible-duplicate", _("possible duplicates")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    what = models.TextField(_("what"))
    where = models.CharField(_("where"), max_length=500, blank=True)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_dismissed = models.BooleanField(_("left as it is"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        indexes = [
            models.Index(fields=["kind", "id"], name="archive_repairs", condition=models.Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.what[:80]}"

    @property
    def name(self) -> str:
        """What it is called where it stands alone."""
        return need_name(self.kind, 1)

    @property
    def thing(self) -> str:
        """What it is about, as a person reads it."""
        return legible(self.what)


class KeptOriginal(_OfAPage):
    """A story's source as it was written there, where its conversion cannot be exact."""

    class Format(models.TextChoices):
        SPIP = "spip", "SPIP"
        WORDPRESS = "wordpress", "WordPress"
        GHOST = "ghost", "Ghost"
        HTML = "html", "HTML"

    format = models.CharField(_("format"), max_length=12, choices=Format.choices)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("original source")
        verbose_name_plural = _("original sources")
        constraints = [models.UniqueConstraint(fields=["page"], name="archive_one_original_per_page")]

    def __str__(self) -> str:
        return f"{self.get_format_display()} {self.page_id}"


class ImportedComment(_OfAPage):
    """A comment of the old site: kept, closed to new ones, shown where somebody asks for it.

    ``parent_foreign_id`` is the number there of the comment it answers; empty for one that opens a thread.
    """

    foreign_id = models.CharField(_("number there"), max_length=120)
    parent_foreign_id = models.CharField(_("answers"), max_length=120, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("said at"), null=True, blank=True)
    text = models.TextField(_("text"))
    is_public = models.BooleanField(_("public"), default=False)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("hidden by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("old comment")
        verbose_name_plural = _("old comments")
        ordering = ["said_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "foreign_id"], name="archive_one_comment")]

    def __str__(self) -> str:
        return f"{self.author} {self.text[:40]}"


class OldAddress(models.Model):
    """An address that leads, or led, to something of the paper, here or on the site it came from.

    ``address`` is its one spelling (``formats.old_addresses``), ``key`` 64 bits of that, folded: the index
    a million addresses need. ``host`` is empty where the source named none. It leads to an object, or to
    another address (``leads_to``); ``gone_at`` says since when what was there is gone for good. ``rule`` says
    who knows it: the source, a change of name here, a person. Without ``object_label``, ``object_id`` is the
    number of the import whose file of redirects told it, or 0.
    """

    FORMAT_VERSION = 1

    class System(models.TextChoices):
        SPIP = "spip", "SPIP"
        WORDPRESS = "wordpress", "WordPress"
        GHOST = "ghost", "Ghost"
        PAGES = "pages", _("saved pages")
        HERE = "azdarar", _("this paper")
        PERSON = "person", _("by hand")

    format_version = models.PositiveSmallIntegerField(default=FORMAT_VERSION)
    key = models.BigIntegerField()
    host = models.CharField(_("host"), max_length=255, blank=True)
    address = models.TextField(_("address"))
    system = models.CharField(_("system"), max_length=16, choices=System.choices)
    rule = models.CharField(_("known from"), max_length=60, blank=True)
    object_label = models.CharField(max_length=64, blank=True)
    object_id = models.BigIntegerField(default=0)
    leads_to = models.TextField(_("leads to"), blank=True)
    gone_at = models.DateTimeField(_("gone at"), null=True, blank=True)
    remembered_at = models.DateTimeField(_("remembered at"))

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "host", "object_label", "object_id"], name="archive_one_way_per_address"
            )
        ]
        indexes = [models.Index(fields=["object_id", "object_label"], name="archive_addresses_of")]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.host}{self.address}"

    @property
    def asked_as(self) -> str:
        """The address as it can be asked for again, its host included."""
        return f"//{self.host}{self.address}" if self.host else self.address


class OldPattern(models.Model):
    """A rule of a redirects file that speaks of many addresses: an expression of RE2, and where it leads.

    Tried in order, for addresses nothing else knows; ``\\1`` in ``leads_to`` is what the first group held.
    ``told_by`` is the number of the import whose file it was in; 0: somebody gave the file by itself.
    """

    system = models.CharField(_("system"), max_length=16, choices=OldAddress.System.choices)
    expression = models.CharField(_("expression"), max_length=500)
    leads_to = models.CharField(_("leads to"), max_length=500)
    rank = models.PositiveIntegerField(_("order"), default=0)
    told_by = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("rule for old addresses")
        verbose_name_plural = _("rules for old addresses")
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["expression", "told_by"], name="archive_one_rule")]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.expression


class UnresolvedAddress(models.Model):
    """An address readers asked for and nothing answers; without what a person typed or is.

    At most ``MOST`` are kept, those asked most often: somebody who asks for a million made-up addresses
    pushes out one another's and never one that was asked for twice.
    """

    MOST = 5_000

    key = models.BigIntegerField(unique=True)
    address = models.CharField(_("address"), max_length=500)
    asked = models.PositiveIntegerField(_("times asked for"), default=0)
    first_asked_at = models.DateTimeField(_("first asked for"))
    last_asked_at = models.DateTimeField(_("last asked for"))

    class Meta:
        verbose_name = _("address without an answer")
        verbose_name_plural = _("addresses without an answer")
        ordering = ["-asked", "-last_asked_at"]
        indexes = [models.Index(fields=["-asked", "-last_asked_at"], name="archive_most_asked")]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.address


class ReportSignature(models.Model):
    """Somebody read the report of an import and signed it. ``digest`` is of the figures they signed."""

    run = models.ForeignKey(
        ImportRun, verbose_name=_("import"), on_delete=models.CASCADE, related_name="signatures"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("signed at"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "by"], name="archive_signed_once")]

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.run_id} {self.at:%Y-%m-%d}"


def label_of(obj: Any) -> str:
    """Return what ``LedgerLine.object_label`` calls an object."""
    label: str = obj._meta.label
    return label
