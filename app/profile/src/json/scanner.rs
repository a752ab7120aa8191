//! The scanner: walks through the slices of a JSON text and tells a schema what it meets.

mod array;
mod members;
mod rows;

use super::column::Run;
use super::names::ShortNames;
use super::number::{self, Parsed};
use super::skip::Skip;
use super::state::{Kind, Level, State, Step};
use super::text::{self, Literal, blanks, may_become_a_name, shown, utf8_prefix, word};
use super::{JsonError, Scalar, Schema};

/// Reads one JSON text, slice by slice. What it tells the schema doesn't depend on the cuts.
///
/// It holds the containers it is in (as deep as the schema wants values) and the last token of a
/// slice where that was cut; nothing else of the text.
pub struct Scanner<P> {
    state: State<P>,
    levels: Vec<Level<P>>,
    /// The beginning of a token that the last slice cut.
    cut: Vec<u8>,
    /// How many bytes stand before `cut`.
    offset: u64,
    wrong_texts: u64,
    first_wrong_text: u64,
    /// Whether a comma may stand in front of a closing bracket.
    allows_trailing_commas: bool,
    /// The names of the objects that [repeat](Schema::repeats_names) them.
    names: ShortNames<P>,
}

const VALUE: &str = "a value";
const MEMBER: &str = "a text as the name of a member";
const MEMBER_OR_END: &str = "a text as the name of a member, or `}`";
const COLON: &str = "`:`";
const COMMA_OR_BRACE: &str = "`,` or `}`";
const COMMA_OR_BRACKET: &str = "`,` or `]`";

impl<P: Copy> Scanner<P> {
    /// Begins in front of a document, whose value stands at `place`.
    pub fn new(place: P) -> Self {
        Self {
            state: State::Value(Some(place)),
            levels: Vec::new(),
            cut: Vec::new(),
            offset: 0,
            wrong_texts: 0,
            first_wrong_text: 0,
            allows_trailing_commas: false,
            names: ShortNames::new(),
        }
    }

    /// Lets commas stand in front of closing brackets, as some formats do against the standard.
    #[must_use]
    pub fn with_trailing_commas(self) -> Self {
        Self { allows_trailing_commas: true, ..self }
    }

    /// How many wanted texts were not UTF-8 and are shown with U+FFFD, and the byte at which the
    /// first of them stands.
    pub fn wrong_texts(&self) -> (u64, u64) {
        (self.wrong_texts, self.first_wrong_text)
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When they are no JSON. What the schema was told before stays true.
    pub fn push<S>(&mut self, slice: &[u8], schema: &mut S) -> Result<(), JsonError>
    where
        S: Schema<Place = P>,
    {
        let mut rest = slice;
        if !self.cut.is_empty() {
            // The cut token is completed with ever more of the slice, doubled each time; what
            // follows it is read where it stands.
            let mut bytes = std::mem::take(&mut self.cut);
            let cut = bytes.len();
            let mut taken = 0;
            loop {
                let more = (slice.len() - taken).min(taken.max(64));
                bytes.extend_from_slice(&slice[taken..taken + more]);
                taken += more;
                let used = self.run(&bytes, schema)?;
                if used >= cut {
                    rest = &slice[used - cut..];
                    break;
                }
                if taken == slice.len() {
                    self.cut = bytes;
                    return Ok(());
                }
            }
        }
        let used = self.run(rest, schema)?;
        self.cut.extend_from_slice(&rest[used..]);
        Ok(())
    }

    /// Ends the text.
    ///
    /// # Errors
    /// When it isn't complete.
    pub fn finish<S>(&mut self, schema: &mut S) -> Result<(), JsonError>
    where
        S: Schema<Place = P>,
    {
        // A number that is the whole document ends only where something else begins.
        let ends_in_digit = self.cut.last().is_some_and(u8::is_ascii_digit);
        if ends_in_digit && self.levels.is_empty() {
            self.push(b" ", schema)?;
        }
        let expected = match self.state {
            State::Done => return Ok(()),
            State::Value(_) | State::Element | State::Cell | State::FirstElement => VALUE,
            State::FirstMember | State::Member => MEMBER,
            State::Skip(_) => "the end of a value",
            State::AfterValue => match self.levels.last() {
                Some(Level { kind: Kind::Object, .. }) => COMMA_OR_BRACE,
                _ => COMMA_OR_BRACKET,
            },
        };
        let byte = self.offset + self.cut.len() as u64;
        Err(JsonError { byte, expected, found: JsonError::END.to_owned() })
    }

    /// Reads what is complete of `bytes`; returns how many that are.
    fn run<S>(&mut self, bytes: &[u8], schema: &mut S) -> Result<usize, JsonError>
    where
        S: Schema<Place = P>,
    {
        // Where the text begins that is known to be UTF-8, and that text. A slice full of numbers
        // is never looked through for it.
        let mut text: Option<(usize, &str)> = None;
        let mut at = 0;
        loop {
            if !matches!(self.state, State::Skip(_)) {
                at += blanks(&bytes[at..]);
            }
            if matches!(self.state, State::FirstMember | State::Member) {
                let &mut (start, text) =
                    text.get_or_insert_with(|| (at, utf8_prefix(&bytes[at..])));
                at += self.members(text.get(at - start..).unwrap_or_default(), schema);
            }
            let rest = &bytes[at..];
            if rest.is_empty() {
                break;
            }
            match self.step(rest, self.offset + at as u64, schema) {
                Step::Used(used) => at += used,
                Step::Cut => break,
                Step::Wrong(wrong, expected) => {
                    let byte = self.offset + (at + wrong) as u64;
                    return Err(JsonError { byte, expected, found: shown(rest[wrong]) });
                }
            }
        }
        self.offset += at as u64;
        Ok(at)
    }

    /// Reads one token, a run of cells, or what there is of a skipped value. `bytes` begin with
    /// no blank and aren't empty.
    fn step<S>(&mut self, bytes: &[u8], offset: u64, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        match self.state {
            State::Value(wanted) => self.value(bytes, offset, wanted, schema),
            State::FirstMember if bytes[0] == b'}' => self.end(schema),
            State::FirstMember => self.member(bytes, offset, MEMBER_OR_END, schema),
            State::Member if bytes[0] == b'}' && self.allows_trailing_commas => self.end(schema),
            State::Member => self.member(bytes, offset, MEMBER, schema),
            State::FirstElement if bytes[0] == b']' => self.end(schema),
            State::Element if bytes[0] == b']' && self.allows_trailing_commas => self.end(schema),
            State::FirstElement | State::Element => {
                let level = self.levels.last();
                if level.is_some_and(|level| level.kind == Kind::Column) {
                    self.state = State::Cell;
                    return Step::Used(0);
                }
                if let Some(place) = level.map(|level| level.place) {
                    let used = rows::read(bytes, place, schema);
                    if used > 0 {
                        self.state = State::Element;
                        return Step::Used(used);
                    }
                }
                let level = self.levels.last();
                // Kept in the state: if the token is cut, the schema isn't asked again.
                let wanted = level.and_then(|level| schema.element(level.place));
                self.state = State::Value(wanted);
                self.value(bytes, offset, wanted, schema)
            }
            State::Cell => self.cells(bytes, offset, schema),
            State::Skip(mut skip) => match skip.run(bytes) {
                Some(used) => {
                    self.state = self.after_value();
                    Step::Used(used)
                }
                None => {
                    self.state = State::Skip(skip);
                    Step::Used(bytes.len())
                }
            },
            State::AfterValue => self.after(bytes[0], schema),
            State::Done => Step::Wrong(0, JsonError::END),
        }
    }

    /// Reads a member's name and colon.
    fn member<S>(
        &mut self,
        bytes: &[u8],
        offset: u64,
        expected: &'static str,
        schema: &mut S,
    ) -> Step
    where
        S: Schema<Place = P>,
    {
        if bytes[0] != b'"' {
            return Step::Wrong(0, expected);
        }
        let Literal::Text { text: key, length, is_utf8 } = text::parse(bytes) else {
            return Step::Cut;
        };
        let colon = length + blanks(&bytes[length..]);
        match bytes.get(colon) {
            Some(b':') => {
                self.count_wrong_text(is_utf8, offset);
                let place = self.levels.last().map(|level| level.place);
                self.state = State::Value(place.and_then(|place| schema.member(place, &key)));
                Step::Used(colon + 1)
            }
            Some(_) => Step::Wrong(colon, COLON),
            None => Step::Cut,
        }
    }

    /// Reads a scalar, or the opening of anything else.
    fn value<S>(&mut self, bytes: &[u8], offset: u64, wanted: Option<P>, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        let (scalar, length) = match (bytes[0], wanted) {
            (open @ (b'{' | b'['), None) => {
                self.state = State::Skip(Skip::after(open));
                return Step::Used(1);
            }
            (open @ (b'{' | b'['), Some(place)) => {
                schema.begin(place);
                let (kind, state) = match open {
                    b'{' => (Kind::Object, State::FirstMember),
                    _ if schema.column(place).is_some() => (Kind::Column, State::FirstElement),
                    _ => (Kind::Array, State::FirstElement),
                };
                self.levels.push(Level { place, kind });
                self.state = state;
                return Step::Used(1);
            }
            (b'"', None) => {
                self.state = State::Skip(Skip::string());
                return Step::Used(1);
            }
            (b'"', Some(place)) => {
                let Literal::Text { text, length, is_utf8 } = text::parse(bytes) else {
                    return Step::Cut;
                };
                self.count_wrong_text(is_utf8, offset);
                schema.scalar(place, Scalar::Text(&text));
                self.state = self.after_value();
                return Step::Used(length);
            }
            _ => match (word(bytes), number::parse(bytes)) {
                (Some(word), _) => word,
                // Without a byte behind it, the number may go on in the next slice.
                (_, Parsed::Number(_, length)) if length == bytes.len() => return Step::Cut,
                (_, Parsed::Number(number, length)) => (Scalar::Number(number.float()), length),
                (_, Parsed::Not) if may_become_a_name(bytes) => return Step::Cut,
                (_, Parsed::Not) => return Step::Wrong(0, VALUE),
            },
        };
        if let Some(place) = wanted {
            schema.scalar(place, scalar);
        }
        self.state = self.after_value();
        Step::Used(length)
    }

    /// Reads elements of a column.
    fn cells<S>(&mut self, bytes: &[u8], offset: u64, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        let Some(column) = self.levels.last().and_then(|level| schema.column(level.place)) else {
            // The schema has changed its mind: the rest is skipped.
            self.state = State::Value(None);
            return Step::Used(0);
        };
        match column.run(bytes) {
            Run::End(used) => {
                self.end(schema);
                Step::Used(used)
            }
            Run::Broken(at) => Step::Wrong(at, COMMA_OR_BRACKET),
            Run::Incomplete(0) => Step::Cut,
            Run::Incomplete(used) => Step::Used(used),
            Run::Value(0) => self.other_cell(bytes, offset, schema),
            Run::Value(used) => Step::Used(used),
        }
    }

    /// Reads one element of a column that is no plain number.
    fn other_cell<S>(&mut self, bytes: &[u8], offset: u64, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        let Some(column) = self.levels.last().and_then(|level| schema.column(level.place)) else {
            return Step::Wrong(0, VALUE);
        };
        if bytes[0] == b'"' && column.texts().is_some() {
            let Literal::Text { text, length, is_utf8 } = text::parse(bytes) else {
                return Step::Cut;
            };
            column.push_text(&text);
            self.count_wrong_text(is_utf8, offset);
            self.state = self.after_value();
            return Step::Used(length);
        }
        if may_become_a_name(bytes) {
            return Step::Cut;
        }
        // Whether it is a value at all shows when it is skipped.
        column.push_other();
        self.state = State::Value(None);
        Step::Used(0)
    }

    /// Reads what follows a value inside a container.
    fn after<S>(&mut self, byte: u8, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        let is_object = self.levels.last().is_some_and(|level| level.kind == Kind::Object);
        let (close, expected) =
            if is_object { (b'}', COMMA_OR_BRACE) } else { (b']', COMMA_OR_BRACKET) };
        if byte == close {
            return self.end(schema);
        }
        if byte != b',' {
            return Step::Wrong(0, expected);
        }
        self.state = match self.levels.last().map(|level| level.kind) {
            Some(Kind::Column) => State::Cell,
            Some(Kind::Array) => State::Element,
            _ => State::Member,
        };
        Step::Used(1)
    }

    /// Ends the innermost container, whose closing bracket is the next byte.
    fn end<S>(&mut self, schema: &mut S) -> Step
    where
        S: Schema<Place = P>,
    {
        if let Some(level) = self.levels.pop() {
            schema.end(level.place);
        }
        self.state = self.after_value();
        Step::Used(1)
    }

    fn after_value(&self) -> State<P> {
        if self.levels.is_empty() { State::Done } else { State::AfterValue }
    }

    fn count_wrong_text(&mut self, is_utf8: bool, offset: u64) {
        if !is_utf8 {
            if self.wrong_texts == 0 {
                self.first_wrong_text = offset;
            }
            self.wrong_texts += 1;
        }
    }
}
