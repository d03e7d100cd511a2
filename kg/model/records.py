"""The records that a person or machine writes, one model a table: the one schema of the project.

JSON Schemas, the format reference and the column constraints of big tables are derived from these.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kg.model.values import (
    FirstDay,
    Flag,
    LastDay,
    LevelNumber,
    Moment,
    Number,
    PartialDate,
    Text,
    Whole,
    Words,
)
from kg.model.words import Character, PublisherKind

Id = Annotated[str, BeforeValidator(str), Field(min_length=1)]


class Record(BaseModel):
    """What every record shares: unknown fields are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PlaceRecord(Record):
    """A host, or a host and a path prefix, at which a publisher publishes."""

    host: Text = Field(description="Host without scheme: `openai.com`.")
    path: Text | None = Field(None, description="Path prefix of whole segments: `/@goodlab`.")
    subdomains: Literal["all", "none"] | Words | None = Field(
        None,
        description="Hosts below it that belong to it: all (the default), none, or the labels directly below.",
    )
    exclude: Words | None = Field(None, description="Hosts, or hosts and paths, that do not belong to it.")
    valid_from: FirstDay | None = Field(None, description="First day on which the publisher was there.")
    valid_through: LastDay | None = Field(None, description="Last day on which the publisher was there.")


class PublisherRecord(Record):
    """A publication venue: known by its places, rated by a level, perhaps owned by an organization."""

    id: Id = Field(description="Short name, unique among publishers.")
    name: Text | None = Field(None, description="Name that a person reads.")
    level: LevelNumber | None = Field(None, description="The registry's own rating: 1 Low to 5 Gold.")
    kind: PublisherKind | None = Field(None, description="`platform` if it carries other people's work.")
    places: list[Text | PlaceRecord] | None = Field(
        None, description="Where it publishes: `host`, `host/path`, or a place with its limits."
    )
    owned_by: Text | None = Field(None, description="Id of the organization that owns it.")
    inherit: Flag | None = Field(None, description="false: nothing is inherited from its owner.")
    former_ids: Words | None = Field(None, description="Ids it had before; sources may still state them.")
    peer_reviewed: Flag | None = Field(None, description="Whether it reviews what it publishes.")
    type: Text | None = Field(None, description="Sort of venue, in the corpus's own words.")


class PublishersPlaceRecord(PlaceRecord):
    """A place of a publisher as a flat row: what stands in `places` where a person edits."""

    publisher: Id = Field(description="Id of the publisher that publishes there.")


class OrganizationRecord(Record):
    """A body that owns publishers or other organizations."""

    id: Id = Field(description="Short name, unique among organizations.")
    name: Text | None = Field(None, description="Name that a person reads.")
    level: LevelNumber | None = Field(None, description="The registry's own rating: 1 Low to 5 Gold.")
    parent: Text | None = Field(None, description="Id of the organization that owns it.")
    inherit: Flag | None = Field(None, description="false: nothing is inherited from its owner.")
    url: Text | None = Field(None, description="Home page.")


class SourceRecord(Record):
    """A thing that is cited: an article, paper, talk or web page. It needs an id or an address."""

    id: Id | None = Field(None, description="Unique among sources; without one it is made from the address.")
    url: Text | None = Field(None, description="Address: http, https or ftp.")
    title: Text | None = Field(None, description="Title of the work.")
    type: Text | None = Field(None, description="Sort of work, in the corpus's own words.")
    publisher: Text | None = Field(None, description="Id of the publisher, where it is known.")
    level: LevelNumber | None = Field(
        None, description="An override: the rating of this very source. Needs a reason."
    )
    reason: Text | None = Field(None, description="Why the override was made.")
    published: PartialDate | None = Field(None, description="Date of publication: day, month or year.")
    authors: Words | None = Field(None, description="Names of the authors.")
    tags: Words | None = Field(None, description="Subjects.")
    summary: Text | None = Field(None, description="What it says, in a few sentences.")
    key_points: Words | None = Field(None, description="What to take from it, one sentence each.")
    note: Text | None = Field(None, description="A note on its context.")
    doi: Text | None = Field(None, description="Digital object identifier: `10.1000/182`.")
    stable_id: Text | None = Field(None, description="Identifier that outlives the address.")
    archived_at: Text | None = Field(None, description="Address of an archived copy.")
    captured_at: Moment | None = Field(None, description="When the copy was made, in UTC.")
    content_hash: Text | None = Field(None, description="Hash of the content, as `sha256:...`.")
    preview: Text | None = Field(None, description="The beginning of the content, as plain text.")
    preview_size: Text | None = Field(None, description="Size of the content: `19 KB`.")
    preview_truncated: Flag | None = Field(
        None, description="Whether the preview ends before the content does."
    )
    cited_by: Words | None = Field(
        None, description="Pages that cite it (as citations, for those who write by hand)."
    )

    @model_validator(mode="after")
    def _has_a_name(self) -> SourceRecord:
        if self.id is None and self.url is None:
            raise ValueError("a source needs an id or a url")
        return self


class PageRecord(Record):
    """A page of the knowledge base under study."""

    id: Id = Field(description="Unique among pages.")
    title: Text | None = Field(None, description="Title.")
    url: Text | None = Field(None, description="Address.")
    type: Text | None = Field(None, description="Sort of page, in the corpus's own words.")
    quality: Number | None = Field(None, description="A quality that the knowledge base gives it.")


class CitationRecord(Record):
    """One occurrence of a citation: who cites what, where, how and to what end."""

    citing: Id = Field(description="Node id of the page or source that cites; a bare id is a page.")
    cited: Id = Field(description="Node id or address of what is cited; a bare id is a source.")
    claim: Text | None = Field(None, description="Name of the claim, within the citing page or source.")
    mechanism: Text | None = Field(None, description="How the citation was found.")
    character: Character | None = Field(
        None, description="What it does, in a CiTO word; `cites` if nothing is said."
    )
    file: Text | None = Field(None, description="File in which it stands.")
    line: Whole | None = Field(None, description="Line, from 1.")
    column: Whole | None = Field(None, description="Column, from 1.")
    mentions: Whole | None = Field(None, description="How often it occurs there; 1 if nothing is said.")


class LinkRecord(Record):
    """A navigational edge from page to page. It is no evidence."""

    page: Id = Field(description="Id of the page that links.")
    target: Id = Field(description="Id of the page it links to.")


class ClaimRecord(Record):
    """The smallest block of a page that carries citations."""

    id: Id = Field(description="Name, unique within its page.")
    page: Id = Field(description="Id of the page it stands on.")
    file: Text | None = Field(None, description="File in which it stands.")
    line: Whole | None = Field(None, description="Line where it begins, from 1.")
    text: Text | None = Field(None, description="A short extract.")
    hash: Text | None = Field(None, description="Hash of the whole text.")


class RatingRecord(Record):
    """A rating assertion: a rater states a value on its own scale for a subject."""

    subject: Id = Field(description="Node id of a source, publisher or organization; bare text is a place.")
    rater: Id = Field(description="Id of the rater; `house` is this registry.")
    value: Id = Field(description="The value, on the rater's own scale.")
    original_label: Text | None = Field(None, description="The rater's own words for the value.")
    valid_from: FirstDay | None = Field(None, description="First day on which it holds.")
    valid_through: LastDay | None = Field(
        None, description="Last day on which it holds; a month or year ends on its last."
    )
    stated_in: Text | None = Field(None, description="File or address in which it was stated.")
    reason: Text | None = Field(None, description="Why.")
    confidence: Annotated[Number, Field(ge=0, le=1)] | None = Field(None, description="0 to 1.")
    override: Flag | None = Field(None, description="true: beats every other step. Needs a reason.")


class RaterRecord(Record):
    """Who states ratings."""

    id: Id = Field(description="Unique among raters.")
    name: Text | None = Field(None, description="Name that a person reads.")
    family: Text | None = Field(None, description="Raters of one family have one vote.")
    scale: Text | None = Field(None, description="Id of the scale; `house` is 1 to 5.")
    weight: Annotated[Number, Field(ge=0)] | None = Field(
        None, description="Weight of its vote; 1 if nothing is said."
    )


RECORDS: dict[str, type[Record]] = {
    "citations": CitationRecord,
    "claims": ClaimRecord,
    "links": LinkRecord,
    "organizations": OrganizationRecord,
    "pages": PageRecord,
    "places": PublishersPlaceRecord,
    "publishers": PublisherRecord,
    "raters": RaterRecord,
    "ratings": RatingRecord,
    "sources": SourceRecord,
}
"""The tables a person may write, by name."""
