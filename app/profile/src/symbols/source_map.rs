//! Source maps, compact: which place of a generated file comes from which place of a source.

/// The content of one source map.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SourceMap {
    /// The map's own file name.
    pub name: String,
    /// What the generated file may be called, without folders; none if nothing tells.
    pub generated: Vec<String>,
    /// The sources, as the map calls them.
    pub sources: Vec<String>,
    /// Names that the sources have for what the generated file calls otherwise.
    pub names: Vec<String>,
    /// The mapped places, in order of line and column.
    pub segments: Vec<Segment>,
}

/// A place in the generated file. What follows it, up to the next one, comes from one place.
/// Lines and columns count from 0, columns in UTF-16 units, as the map has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Segment {
    /// The generated line.
    pub line: u32,
    /// The generated column.
    pub column: u32,
    /// Where it comes from; `None` for what the generator added.
    pub origin: Option<Origin>,
    /// The row of its name, where it is one that the source calls otherwise.
    pub name: Option<u32>,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The row of the source.
    pub source: u32,
    /// Its line, from 0.
    pub line: u32,
    /// Its column, from 0.
    pub column: u32,
}

/// What may stand between a function's name and the place where engines say that it begins, its
/// parameters, in UTF-16 units.
///
/// ```text
/// function r(    0    r=function(    9    r=async(    6    r = (    3    r = async (    9
/// r=n=>, r=(     1    r=function*(  10    r=async n   7    r: n     2    r = function (  12
/// ```
const GAPS: [u32; 12] = [0, 1, 2, 3, 6, 7, 9, 10, 11, 12, 15, 17];
/// How far before the parameters the words of a function without a name begin, in these forms:
/// `async(`, `async n`, `function(`, `function*(`, `async function(`, `async function*(`.
const WORDS: [u32; 6] = [5, 6, 8, 9, 14, 15];

impl SourceMap {
    /// Whether the map is of the file at `path`, a path or an address. Only their last parts are
    /// compared: the map knows nothing of where the file was put.
    pub fn is_of(&self, path: &str) -> bool {
        let last = last_part(path);
        !last.is_empty() && self.generated.iter().any(|name| name == last)
    }

    /// Where a place of the generated file comes from, line and column from 0.
    pub fn origin(&self, line: u32, column: u32) -> Option<Origin> {
        self.before((line, column)).and_then(|row| self.segments[row].origin)
    }

    /// The source's name for the function that is `called` so in the generated file and whose
    /// parameters begin at this place, line and column from 0.
    ///
    /// The mapping of that very place won't do: of `r=n=>n+1` it is the one of the parameter `n`.
    /// So the one is taken that stands where `r` itself must. Only where no mapping does, that of
    /// the place is all there is.
    pub fn name_at(&self, called: &str, line: u32, column: u32) -> Option<&str> {
        let Some(called) = plain_name(called) else { return self.assigned_to(line, column) };
        let length = called.encode_utf16().count() as u32;
        let end = column.checked_sub(length).and_then(|latest| self.before((line, latest)));
        let before = end.map_or(&[][..], |row| &self.segments[..=row]).iter().rev();
        for segment in before.take_while(|segment| segment.line == line) {
            let gap = column - length - segment.column;
            let is_word = WORDS.contains(&(column - segment.column));
            if segment.name.is_none() && gap > 0 && is_word {
                continue;
            }
            if !GAPS.contains(&gap) {
                break;
            }
            return self.name_of(segment);
        }
        let here = self.segments.get(self.before((line, column))?)?;
        (here.column == column).then_some(here).and_then(|here| self.name_of(here))
    }

    /// The name of what a function without a name is assigned to, if both come from one place of
    /// the source: that is a method, `zap() {…}`, of which a compiler made `t.zap=function(){…}`.
    fn assigned_to(&self, line: u32, column: u32) -> Option<&str> {
        let row = self.before((line, column.checked_sub(WORDS[0])?))?;
        let [name, words] = [self.segments.get(row.checked_sub(1)?)?, self.segments.get(row)?];
        let is_method = name.line == line
            && words.name.is_none()
            && words.origin.is_some()
            && words.origin == name.origin
            && WORDS.contains(&(column - words.column));
        is_method.then(|| self.name_of(name)).flatten()
    }

    fn name_of(&self, segment: &Segment) -> Option<&str> {
        let name = self.names.get(segment.name? as usize)?;
        (!name.is_empty()).then_some(name)
    }

    /// The row of the last mapping of the line that doesn't stand behind the place.
    fn before(&self, place: (u32, u32)) -> Option<usize> {
        let after = self.segments.partition_point(|it| (it.line, it.column) <= place);
        after.checked_sub(1).filter(|&row| self.segments[row].line == place.0)
    }
}

/// The name itself of what an engine calls a function: `n` of `e.exports.n`, `get n`, `n [as m]`
/// and `t/e.n`, which is a function in `t`; `None` for those that have none, as `(anonymous)` and
/// `t/<`.
fn plain_name(called: &str) -> Option<&str> {
    let called = called.split_once(" [").map_or(called, |(name, _)| name);
    let name = called.rsplit([' ', '.', '/']).next().unwrap_or(called);
    let is_name = !name.is_empty() && !called.starts_with('(') && !name.ends_with('<');
    is_name.then_some(name)
}

/// The last part of a path or of an address, without what follows `?` or `#`.
pub(crate) fn last_part(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The names of the functions of a WebAssembly module by their numbers.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WasmNames {
    /// The file's own name.
    pub name: String,
    /// (number, name), in order of the number.
    pub functions: Vec<(u32, String)>,
}

impl WasmNames {
    /// The name of a function that engines call `wasm-function[7]`.
    pub fn name_of(&self, called: &str) -> Option<&str> {
        let number = called.strip_prefix("wasm-function[")?.strip_suffix(']')?.parse().ok()?;
        let row = self.functions.binary_search_by_key(&number, |&(known, _)| known).ok()?;
        Some(&self.functions[row].1)
    }
}
