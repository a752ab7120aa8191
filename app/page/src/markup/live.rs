//! Elements in the document that are made once, and written only where they differ from what they are to show.

use super::{Content, Markup};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The elements in a parent, which holds nothing else.
///
/// Leptos rebuilds an element by taking all its attributes off and setting them anew: forty rows of a table took
/// eight milliseconds, where one of their numbers had changed.
#[derive(Default)]
pub struct LiveList {
    items: Vec<Live>,
}

/// An element in the document, and what it shows.
struct Live {
    element: Element,
    shown: Markup,
    children: LiveList,
}

impl LiveList {
    /// Makes the elements in `parent` show what is wanted: the first the first, the second the second.
    pub fn show(&mut self, parent: &Element, wanted: Vec<Markup>) {
        for spare in self.items.drain(wanted.len().min(self.items.len())..) {
            spare.element.remove();
        }
        let mut wanted = wanted.into_iter();
        for (item, markup) in self.items.iter_mut().zip(&mut wanted) {
            item.show(markup);
        }
        for markup in wanted {
            let Ok(element) = document().create_element(markup.tag) else { return };
            let mut item = Live::empty(element, markup.tag);
            item.show(markup);
            let _ = parent.append_child(&item.element);
            self.items.push(item);
        }
    }
}

impl Live {
    fn empty(element: Element, tag: &'static str) -> Self {
        Self { element, shown: Markup::new(tag), children: LiveList::default() }
    }

    fn show(&mut self, wanted: Markup) {
        if wanted.tag != self.shown.tag {
            let Ok(element) = document().create_element(wanted.tag) else { return };
            let _ = self.element.replace_with_with_node_1(&element);
            *self = Self::empty(element, wanted.tag);
        }
        self.set_attributes(&wanted);
        if wanted.style != self.shown.style {
            self.set_style(&wanted);
        }
        self.shown.attributes = wanted.attributes;
        self.shown.style = wanted.style;
        match wanted.content {
            Content::Children(children) => {
                if let Content::Text(_) = self.shown.content {
                    self.element.set_text_content(None);
                    self.shown.content = Content::Children(Vec::new());
                }
                self.children.show(&self.element, children);
            }
            text if text == self.shown.content => {}
            text => {
                self.children = LiveList::default();
                if let Content::Text(text) = &text {
                    self.element.set_text_content(Some(text));
                }
                self.shown.content = text;
            }
        }
    }

    fn set_attributes(&self, wanted: &Markup) {
        for (place, attribute) in wanted.attributes.iter().enumerate() {
            if self.shown.attributes.get(place) != Some(attribute) {
                let _ = self.element.set_attribute(attribute.0, &attribute.1);
            }
        }
        for (name, _) in &self.shown.attributes {
            if !wanted.attributes.iter().any(|attribute| attribute.0 == *name) {
                let _ = self.element.remove_attribute(name);
            }
        }
    }

    fn set_style(&self, wanted: &Markup) {
        let Some(element) = self.element.dyn_ref::<HtmlElement>() else { return };
        let name_of = |style: &Option<(&'static str, String)>| style.as_ref().map(|style| style.0);
        if let Some(name) = name_of(&self.shown.style)
            && name_of(&wanted.style) != Some(name)
        {
            let _ = element.style().remove_property(name);
        }
        if let Some((name, value)) = &wanted.style {
            let _ = element.style().set_property(name, value);
        }
    }
}
