//! What an element of the document is to show, as a value; lists that change often are written by it.

mod live;

pub use live::LiveList;

/// An element: its tag, attributes, one property of its style, and its content. Text stays text, whatever is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Markup {
    tag: &'static str,
    attributes: Vec<(&'static str, String)>,
    /// A name and a value. Set as a property: the page's policy allows no `style` attribute.
    style: Option<(&'static str, String)>,
    content: Content,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Text(String),
    Children(Vec<Markup>),
}

impl Markup {
    /// An empty element.
    pub fn new(tag: &'static str) -> Self {
        let content = Content::Children(Vec::new());
        Self { tag, attributes: Vec::new(), style: None, content }
    }

    /// With one more attribute.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With a property of its style.
    pub fn style(mut self, name: &'static str, value: String) -> Self {
        self.style = Some((name, value));
        self
    }

    /// With a text in it.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.content = Content::Text(text.into());
        self
    }

    /// With elements in it.
    pub fn children(mut self, children: Vec<Markup>) -> Self {
        self.content = Content::Children(children);
        self
    }
}
