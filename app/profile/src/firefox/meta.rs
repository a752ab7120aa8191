//! What a processed profile says of itself: `meta`.

use crate::json::{Scalar, Schema};
use crate::recording::About;

/// One of `meta.categories`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Category {
    pub name: String,
    pub subcategories: Vec<String>,
}

impl Category {
    pub(super) fn is_kernel(&self) -> bool {
        self.name == "Kernel"
    }

    /// Whether frames of this category and `subcategory` run code that was compiled at run time:
    /// `JIT app cache` of samply, `JavaScript` with `JIT (ion)` of Firefox.
    pub(super) fn is_jit(&self, subcategory: Option<usize>) -> bool {
        let subcategory = subcategory.and_then(|row| self.subcategories.get(row));
        self.name.contains("JIT") || subcategory.is_some_and(|name| name.starts_with("JIT ("))
    }
}

/// The members of `meta`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    pub categories: Vec<Category>,
    /// The unit of times in the file.
    pub time_unit: String,
    /// The members that are no objects or arrays, as texts.
    members: Vec<(String, String)>,
    /// The name of the member that is being read.
    key: String,
}

/// The positions in `meta` that are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MetaPlace {
    Meta,
    Member,
    SampleUnits,
    TimeUnit,
    Categories,
    Category,
    CategoryName,
    Subcategories,
    Subcategory,
}

impl Schema for Meta {
    type Place = MetaPlace;

    fn member(&mut self, at: MetaPlace, key: &str) -> Option<MetaPlace> {
        Some(match (at, key) {
            (MetaPlace::Meta, "categories") => MetaPlace::Categories,
            (MetaPlace::Meta, "sampleUnits") => MetaPlace::SampleUnits,
            (MetaPlace::Meta, key) => {
                self.begin_member(key);
                MetaPlace::Member
            }
            (MetaPlace::SampleUnits, "time") => MetaPlace::TimeUnit,
            (MetaPlace::Category, "name") => MetaPlace::CategoryName,
            (MetaPlace::Category, "subcategories") => MetaPlace::Subcategories,
            _ => return None,
        })
    }

    fn element(&mut self, at: MetaPlace) -> Option<MetaPlace> {
        match at {
            MetaPlace::Categories => Some(MetaPlace::Category),
            MetaPlace::Subcategories => Some(MetaPlace::Subcategory),
            _ => None,
        }
    }

    fn begin(&mut self, at: MetaPlace) {
        if matches!(at, MetaPlace::Category) {
            self.categories.push(Category::default());
        }
    }

    fn scalar(&mut self, at: MetaPlace, value: Scalar<'_>) {
        let category = self.categories.last_mut();
        match (at, value.text(), category) {
            (MetaPlace::Member, ..) => self.set_member(value),
            (MetaPlace::TimeUnit, Some(text), _) => text.clone_into(&mut self.time_unit),
            (MetaPlace::CategoryName, Some(text), Some(category)) => {
                text.clone_into(&mut category.name);
            }
            (MetaPlace::Subcategory, text, Some(category)) => {
                category.subcategories.push(text.unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }
}

impl Meta {
    fn begin_member(&mut self, key: &str) {
        key.clone_into(&mut self.key);
    }

    fn set_member(&mut self, value: Scalar<'_>) {
        let value = match value {
            Scalar::Text(text) => text.to_owned(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Null => return,
        };
        self.members.push((self.key.clone(), value));
    }

    /// The member called `key`; empty if there is none.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.members.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.text(key).parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// How many nanoseconds one unit of the file's times is; `None` where they are no times:
    /// profiles of sizes count bytes there.
    pub(super) fn time_unit_ns(&self) -> Option<f64> {
        match self.time_unit.as_str() {
            "" | "ms" => Some(1e6),
            "µs" => Some(1e3),
            "ns" => Some(1.0),
            _ => None,
        }
    }

    /// Whether samply or its library wrote the file: they never leave Gecko's version at another
    /// number, and say that their sources aren't on Searchfox.
    fn is_samply(&self) -> bool {
        self.text("version") == "24"
            && (self.text("usesOnlyOneStackType") == "true"
                || self.text("sourceCodeIsNotOnSearchfox") == "true")
    }

    /// Whether columns of scripts count from 0: those of Firefox did until version 120. What it
    /// writes while it shuts down has no `misc`, and no raw format before 28 is as new as 121.
    pub(super) fn columns_from_zero(&self) -> bool {
        let release = self.text("misc").strip_prefix("rv:");
        let release = release.and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
        let is_of_firefox = self.text("importedFrom").is_empty() && !self.is_samply();
        is_of_firefox
            && match release {
                Some(release) => release <= 120,
                None => self.number("version").is_some_and(|version| version < 28.0),
            }
    }

    /// What is worth showing of it; the format's version is the member called `version_key`.
    pub(super) fn about(&self, version_key: &str) -> About {
        let product = self.text("product");
        let imported_from = self.text("importedFrom");
        let is_browser = imported_from.is_empty() && !self.is_samply();
        let tool = match (imported_from, is_browser) {
            ("", true) => [product, self.text("misc").trim_start_matches("rv:")].join(" "),
            ("", false) => "samply".to_owned(),
            (tool, _) => tool.to_owned(),
        };
        let arguments = self.text("arguments");
        let command = match (arguments, is_browser) {
            ("", true) => String::new(),
            ("", false) => product.to_owned(),
            _ => arguments.to_owned(),
        };
        let labels = [
            ("Platform", "platform"),
            ("System", "oscpu"),
            ("Device", "device"),
            ("Processor", "CPUName"),
            ("Logical processors", "logicalCPUs"),
            ("ABI", "abi"),
            ("Build", "appBuildID"),
            ("Channel", "updateChannel"),
            ("Format version", version_key),
        ];
        About {
            tool: tool.trim().to_owned(),
            command,
            interval_ns: self.number("interval").filter(|&ms| ms > 0.0).map(|ms| ms * 1e6),
            labels: labels
                .iter()
                .map(|(label, key)| ((*label).to_owned(), self.text(key).to_owned()))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            ..About::default()
        }
    }
}
