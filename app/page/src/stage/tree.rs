//! The call tree for those who can't see the canvas: the selected node and what is next to it.

use crate::markup::{LiveList, Markup};
use crate::stage::around::Neighbourhood;
use crate::stage::facts;
use crate::state::State;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use protocol::{NodeId, Shown, TreeRow};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A tree item's level, position and state, as ARIA counts them.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    row: TreeRow,
    level: u32,
    position: u32,
    /// How many siblings there are; −1 where that isn't known.
    set_size: i64,
    is_selected: bool,
    is_expanded: bool,
}

/// The tree; it has the focus while the picture is used by keys.
#[component]
pub fn CallTree(
    /// The tree's element, so that a click on the picture can give it the focus.
    node_ref: NodeRef<Div>,
    /// What is next to the selected node, or to the root.
    neighbourhood: Signal<Option<Arc<Neighbourhood>>>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let active = move || {
        let place = neighbourhood.get()?;
        Some(item_id(place.around.node))
    };
    let items = StoredValue::new_local(LiveList::default());
    Effect::new(move |_| {
        let Some(tree) = node_ref.get() else { return };
        let (place, shown) = (neighbourhood.get(), state.shown.get());
        let selected = state.selected.get();
        let wanted = match (place, shown) {
            (Some(place), Some(shown)) => {
                items_of(&place, selected).iter().map(|item| item.markup(&shown)).collect()
            }
            _ => Vec::new(),
        };
        items.update_value(|items| items.show(&tree, wanted));
    });
    let click = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(node) = target.and_then(|target| node_of(&target.id())) {
            state.select(Some(node));
        }
    };
    view! {
        <div
            node_ref=node_ref
            class="stage-tree"
            role="tree"
            tabindex="0"
            aria-label="Call tree; arrow keys move through it"
            aria-activedescendant=active
            on:click=click
        ></div>
    }
}

impl Item {
    /// The item as it is to stand in the document.
    fn markup(&self, shown: &Shown) -> Markup {
        let row = &self.row;
        let flag = |flag| if flag { "true" } else { "false" };
        let item = Markup::new("div")
            .with("role", "treeitem")
            .with("id", item_id(row.node))
            .with("aria-level", self.level.to_string())
            .with("aria-posinset", self.position.to_string())
            .with("aria-setsize", self.set_size.to_string())
            .with("aria-selected", flag(self.is_selected))
            .text(facts::spoken(row, shown.total, &shown.unit));
        if row.child_count == 0 { item } else { item.with("aria-expanded", flag(self.is_expanded)) }
    }
}

/// What a node's item is called in the document, for the tree to name the active one.
fn item_id(node: NodeId) -> String {
    let mut id = String::from("node-");
    id.push_str(&node.0.to_string());
    id
}

/// The node that such a name has in it.
fn node_of(item_id: &str) -> Option<NodeId> {
    item_id.strip_prefix("node-")?.parse().ok().map(NodeId)
}

/// The items of a neighbourhood in the order of the tree: ancestors, siblings, and the node's
/// children below it.
fn items_of(place: &Neighbourhood, selected: Option<NodeId>) -> Vec<Item> {
    let around = &place.around;
    // Of a long path only the last ancestors are known: levels then count from the first of them.
    let level = around.ancestors.len() as u32 + 1;
    let mut items = Vec::new();
    for (depth, row) in around.ancestors.iter().enumerate() {
        // Which of its siblings an ancestor is isn't known, nor needed: the root has none.
        let is_root = row.node == NodeId(0);
        items.push(Item {
            row: row.clone(),
            level: depth as u32 + 1,
            position: 1,
            set_size: if is_root { 1 } else { -1 },
            is_selected: false,
            is_expanded: true,
        });
    }
    for (place, row) in around.siblings.iter().enumerate() {
        let is_this = row.node == around.node;
        items.push(Item {
            row: row.clone(),
            level,
            position: around.siblings_before + place as u32 + 1,
            set_size: i64::from(around.sibling_count),
            is_selected: is_this && selected == Some(row.node),
            is_expanded: is_this && !around.children.is_empty(),
        });
        if !is_this {
            continue;
        }
        let child_count = row.child_count;
        items.extend(around.children.iter().enumerate().map(|(place, child)| Item {
            row: child.clone(),
            level: level + 1,
            position: place as u32 + 1,
            set_size: i64::from(child_count),
            is_selected: false,
            is_expanded: false,
        }));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use protocol::{Around, TreeId};

    fn row(node: u32, child_count: u32) -> TreeRow {
        TreeRow {
            node: NodeId(node),
            name: format!("f{node}"),
            self_weight: 0.0,
            total_weight: 0.0,
            change: None,
            child_count,
        }
    }

    #[test]
    fn items_stand_in_the_order_of_the_tree() {
        let around = Around {
            node: NodeId(2),
            ancestors: vec![row(0, 3)],
            siblings: vec![row(1, 0), row(2, 2), row(9, 1)],
            siblings_before: 0,
            sibling_count: 3,
            children: vec![row(3, 0), row(4, 5)],
        };
        let place = Neighbourhood { tree: TreeId(1), around };
        let lines: Vec<String> = items_of(&place, Some(NodeId(2)))
            .iter()
            .map(|item| {
                let Item { row, level, position, set_size, is_selected, is_expanded } = item;
                let indent = "  ".repeat(*level as usize - 1);
                let marks = [(*is_selected, " selected"), (*is_expanded, " expanded")];
                let marks: String =
                    marks.into_iter().filter(|mark| mark.0).map(|mark| mark.1).collect();
                format!("{indent}{} {position}/{set_size}{marks}\n", row.name)
            })
            .collect();
        expect![[r#"
            f0 1/1 expanded
              f1 1/3
              f2 2/3 selected expanded
                f3 1/2
                f4 2/2
              f9 3/3
        "#]]
        .assert_eq(&lines.concat());
    }
}
