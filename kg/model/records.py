"""The records that a person or machine writes, one model a table: the one schema of the project.

JSON Schemas, the format reference and the column constraints of big tables are derived from these.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kg.model.identities import Identity, Orcid
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
from kg.model.words import AddressKind, Character, Decoding, PathCase, PublisherKind

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
    case: PathCase | None = Field(None, description="fold: capitals in the path do not distinguish.")
    hosts: Words | None = Field(
        None, description="Other hosts at which the same place stands: `m.example.com`."
    )
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
    doi_prefixes: Words | None = Field(None, description="Prefixes of the DOIs it registers: `10.1038`.")
    issns: Words | None = Field(None, description="Serial numbers of its journals: `0028-0836`.")
    peer_reviewed: Flag | None = Field(None, description="Whether it reviews what it publishes.")
    type: Text | None = Field(None, description="Sort of venue, in the corpus's own words.")
    same_as: list[Identity] | None = Field(
        None,
        description="Addresses of the same publisher elsewhere; a number of Wikidata (`Q52`) is one, too.",
    )


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
    same_as: list[Identity] | None = Field(
        None,
        description="Addresses of the same organization elsewhere; a number of Wikidata (`Q52`) is one, too.",
    )


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
    orcids: list[Orcid] | None = Field(
        None, description="ORCID iDs of authors, in any order: `0000-0002-1825-0097`, or as an address."
    )
    tags: Words | None = Field(None, description="Subjects.")
    summary: Text | None = Field(None, description="What it says, in a few sentences.")
    key_points: Words | None = Field(None, description="What to take from it, one sentence each.")
    note: Text | None = Field(None, description="A note on its context.")
    doi: Text | None = Field(None, description="Digital object identifier: `10.1000/182`.")
    stable_id: Text | None = Field(None, description="Identifier that outlives the address.")
    same_as: list[Identity] | None = Field(
        None,
        description="Addresses of the same work elsewhere; a number of Wikidata (`Q52`) is one, too.",
    )
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
    url: Text | None = Field(None, description="The full address, as the text gives it.")
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
    end_line: Whole | None = Field(None, description="Line where it ends.")
    text: Text | None = Field(None, description="A short extract.")
    hash: Text | None = Field(None, description="Hash of the whole text.")


class WaiverRecord(Record):
    """A finding of `kg check` that is let pass: which rules, where, until when and why."""

    rules: Words = Field(description="Rules that are waived, by their names.")
    page: Text | None = Field(None, description="Id of the page on which they are waived.")
    source: Text | None = Field(None, description="Id or address of the source for which they are waived.")
    file: Text | None = Field(None, description="File in which they are waived.")
    first_line: Whole | None = Field(None, description="First line of the file for which it holds.")
    last_line: Whole | None = Field(None, description="Last line of the file for which it holds.")
    until: LastDay = Field(description="Last day on which it holds.")
    because: Text = Field(description="Why.")

    @model_validator(mode="after")
    def _has_a_scope(self) -> WaiverRecord:
        if self.page is None and self.source is None and self.file is None:
            raise ValueError("a waiver needs a page, a source or a file")
        return self


class RatingRecord(Record):
    """A rating assertion: a rater states a value on its own scale for a subject."""

    subject: Id = Field(
        description="Node id of a source, publisher or organization; an address or a work id (`doi:10.1000/182`) "
        "is the work; other bare text is a place."
    )
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
    """Who states ratings. What is not said of a rater that is built in is taken from there."""

    id: Id = Field(description="Unique among raters.")
    name: Text | None = Field(None, description="Name that a person reads.")
    family: Text | None = Field(
        None, description="Raters of one family have one vote; the rater it is named after speaks for it."
    )
    scale: Text | None = Field(None, description="Id of the scale; `house` is 1 to 5.")
    weight: Annotated[Number, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="Weight of its vote, to nine decimals; 1 if nothing is said, 0 has no vote."
    )
    licence: Text | None = Field(None, description="What may be done with its ratings.")
    url: Text | None = Field(None, description="Home page.")
    derived_from: Words | None = Field(None, description="Raters whose ratings its own are computed from.")


class ScaleRecord(Record):
    """A scale on which raters state values: numbers between two ends, words, or both."""

    id: Id = Field(description="Unique among scales.")
    name: Text | None = Field(None, description="Name that a person reads.")
    lowest: Number | None = Field(None, description="The smallest number on it.")
    highest: Number | None = Field(None, description="The largest number on it.")
    version: Text | None = Field(None, description="Version of its crosswalk, a date as a rule.")


class CrosswalkRecord(Record):
    """One step of a scale's crosswalk: the number from which a level counts, or what a label means."""

    scale: Id = Field(description="Id of the scale.")
    at_least: Number | None = Field(None, description="The number from which the level counts.")
    label: Text | None = Field(None, description="A label of the scale, in the rater's words.")
    also: Words | None = Field(None, description="Other spellings of the label.")
    level: LevelNumber | None = Field(None, description="The level it means; none: the label is no rating.")
    cap: LevelNumber | None = Field(None, description="The level that a work so labelled cannot exceed.")
    reason: Text | None = Field(None, description="Why the cut is made here.")
    stated_in: Text | None = Field(None, description="Where the rater says so.")


class AddressRuleRecord(Record):
    """What is known of addresses, whoever publishes there: wrappers, resolvers, platforms, channels, searches."""

    kind: AddressKind = Field(description="What the addresses are.")
    host: Id = Field(description="Host; `*.host` is any host below it.")
    pattern: Text | None = Field(
        None,
        description="Regular expression on path and query. Of a wrapper its group `address` is the address inside, "
        "`stamp` the time of capture; of a channel its group `channel` the part of the path that names it.",
    )
    decode: Decoding | None = Field(
        None,
        description="How the address inside is written: percent-encoded, or as a host with dashes for dots.",
    )
    name: Text | None = Field(None, description="Name that a person reads.")
    example: Text | None = Field(None, description="An address that it covers.")
    expects: Text | None = Field(None, description="What follows for the example; a test asks it.")


RECORDS: dict[str, type[Record]] = {
    "address_rules": AddressRuleRecord,
    "citations": CitationRecord,
    "claims": ClaimRecord,
    "crosswalks": CrosswalkRecord,
    "links": LinkRecord,
    "organizations": OrganizationRecord,
    "pages": PageRecord,
    "places": PublishersPlaceRecord,
    "publishers": PublisherRecord,
    "raters": RaterRecord,
    "ratings": RatingRecord,
    "scales": ScaleRecord,
    "sources": SourceRecord,
    "waivers": WaiverRecord,
}
"""The tables a person may write, by name."""
