//! The scanner beside serde_json: the same values, wherever the slices are cut.

use profile::json::{Column, JsonError, NONE, Scalar, Scanner, Schema, UNREADABLE};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Builds the tree that the scanner itself never builds.
#[derive(Default)]
struct Tree {
    open: Vec<(Option<String>, Value)>,
    key: Option<String>,
    is_object: bool,
    done: Option<Value>,
}

impl Tree {
    fn put(&mut self, key: Option<String>, value: Value) {
        match (self.open.last_mut(), key) {
            (Some((_, Value::Object(members))), Some(key)) => {
                members.insert(key, value);
            }
            (Some((_, Value::Array(elements))), _) => elements.push(value),
            _ => self.done = Some(value),
        }
    }
}

impl Schema for Tree {
    type Place = ();

    fn member(&mut self, (): (), key: &str) -> Option<()> {
        if let Some((_, value @ Value::Null)) = self.open.last_mut() {
            *value = Value::Object(Map::new());
        }
        self.key = Some(key.to_owned());
        Some(())
    }

    fn element(&mut self, (): ()) -> Option<()> {
        if let Some((_, value @ Value::Null)) = self.open.last_mut() {
            *value = Value::Array(Vec::new());
        }
        Some(())
    }

    fn begin(&mut self, (): ()) {
        // Whether it is an object or an array shows with its first part; an empty one is null.
        self.open.push((self.key.take(), Value::Null));
        self.is_object = true;
    }

    fn end(&mut self, (): ()) {
        let (key, value) = self.open.pop().expect("every end has its beginning");
        self.put(key, value);
    }

    fn scalar(&mut self, (): (), value: Scalar<'_>) {
        let value = match value {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Number(number) => Value::from(number),
            Scalar::Text(text) => Value::from(text),
        };
        let key = self.key.take();
        self.put(key, value);
    }
}

fn tree(text: &[u8], slice: usize) -> Result<Option<Value>, JsonError> {
    let mut tree = Tree::default();
    let mut scanner = Scanner::new(());
    for slice in text.chunks(slice.max(1)) {
        scanner.push(slice, &mut tree)?;
    }
    scanner.finish(&mut tree)?;
    Ok(tree.done)
}

/// As the tree above has it: numbers are floats, empty containers null, no `null` that a
/// container could be taken for.
fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(elements) if elements.is_empty() => Value::Null,
        Value::Object(members) if members.is_empty() => Value::Null,
        Value::Array(elements) => elements.iter().map(normal).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), normal(value))).collect()
        }
        other => other.clone(),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no NaN", |f| f.is_finite()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((".{0,5}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn it_reads_what_serde_json_reads(value in any_json(), slice in 1usize..40, pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        prop_assert_eq!(tree(text.as_bytes(), slice), Ok(Some(normal(&value))));
    }

    #[test]
    fn a_broken_text_gives_the_same_error_wherever_it_is_cut(
        value in any_json(), at: prop::sample::Index, byte: u8, slice in 1usize..9,
    ) {
        let mut text = value.to_string().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        let whole = tree(&text, usize::MAX);
        prop_assert_eq!(tree(&text, slice), whole.clone());
        if let Ok(value) = serde_json::from_slice::<Value>(&text) {
            prop_assert_eq!(whole, Ok(Some(normal(&value))));
        }
    }

    #[test]
    fn a_cut_text_says_that_it_ends(value in any_json(), at: prop::sample::Index) {
        let text = format!("[{value}]");
        let at = 1 + at.index(text.len() - 1);
        let error = tree(&text.as_bytes()[..at], 7).expect_err("the bracket is missing");
        prop_assert!(error.is_end(), "{error}");
        prop_assert_eq!(error.byte, at as u64);
    }
}

#[derive(Clone, Copy)]
enum Place {
    Document,
    Column,
    After,
}

struct Columns {
    column: Column,
    after: Option<f64>,
}

impl Schema for Columns {
    type Place = Place;

    fn member(&mut self, _: Place, key: &str) -> Option<Place> {
        match key {
            "column" => Some(Place::Column),
            "after" => Some(Place::After),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Column).then_some(&mut self.column)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        if matches!(at, Place::After) {
            self.after = value.number();
        }
    }
}

fn column(cells: &str, column: Column, slice: usize) -> Column {
    let text = format!(r#"{{"skip": {{"a": ["\"}}", [1]]}}, "column": [{cells}], "after": 7}}"#);
    let mut columns = Columns { column, after: None };
    let mut scanner = Scanner::new(Place::Document);
    for slice in text.as_bytes().chunks(slice) {
        scanner.push(slice, &mut columns).unwrap();
    }
    scanner.finish(&mut columns).unwrap();
    assert_eq!(columns.after, Some(7.0), "what follows the column is read");
    columns.column
}

#[test]
fn cells_of_every_sort() {
    let cells = r#" 1 ,-2,null,true , false,3.0,1e2,2147483648,1.5,"text",{"a":[1,2]},[[3]],NaN"#;
    for slice in [1, 2, 3, 5, 1000] {
        let integers = column(cells, Column::default(), slice);
        assert_eq!(
            integers.integers(),
            [
                1, -2, NONE, 1, 0, 3, 100, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE,
                UNREADABLE, UNREADABLE
            ]
        );
        let floats = column(cells, Column::floats_column(), slice);
        let read: Vec<f64> = floats.floats().iter().copied().filter(|f| !f.is_nan()).collect();
        assert_eq!(read, [1.0, -2.0, 3.0, 100.0, 2_147_483_648.0, 1.5]);
        assert_eq!(floats.len(), 13);
        assert!(column("", Column::default(), slice).is_empty());
        let texts = column(
            r#""a","\u00e9\ud83d\ude00\n\"","",null,[5],"b""#,
            Column::texts_column(),
            slice,
        );
        let (text, ends) = texts.texts().unwrap().parts();
        assert_eq!((text, ends), ("aé😀\n\"b", &[1, 9, 9, 9, 9, 10][..]));
    }
}

#[test]
fn a_million_brackets_are_skipped_without_recursion() {
    let deep =
        format!(r#"{{"skip": {}{}, "after": 1}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
    let mut columns = Columns { column: Column::default(), after: None };
    let mut scanner = Scanner::new(Place::Document);
    scanner.push(deep.as_bytes(), &mut columns).unwrap();
    scanner.finish(&mut columns).unwrap();
    assert_eq!(columns.after, Some(1.0));
}
