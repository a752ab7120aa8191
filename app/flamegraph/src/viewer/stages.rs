//! What a viewer made last, stage by stage, so that a change of the view makes anew only what
//! depends on it: other colours need no new tree, a transform no new names.

use crate::call_tree::BuiltTree;
use crate::colour::Colours;
use crate::function_table::FunctionWeights;
use crate::layout::Layout;
use crate::names::Names;
use crate::node_names::NodeNames;
use crate::search::Found;
use crate::transforms::Transformed;
use profile::Profile;
use protocol::{ColourMode, Problem, Quality, Search, SiblingOrder, Threads, Transform};
use std::sync::Arc;

/// A shared value, equal to itself alone: results are never compared by content.
pub struct Same<T>(pub Arc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The newest result of one stage, and what it was made from.
pub struct Kept<From, Made> {
    newest: Option<(From, Arc<Made>)>,
}

impl<From, Made> Default for Kept<From, Made> {
    fn default() -> Self {
        Self { newest: None }
    }
}

impl<From: PartialEq, Made> Kept<From, Made> {
    /// The result, if the newest one was made from this.
    pub fn get(&self, from: &From) -> Option<Arc<Made>> {
        let (made_from, made) = self.newest.as_ref()?;
        (made_from == from).then(|| made.clone())
    }

    /// Keeps a result in place of the one before.
    pub fn put(&mut self, from: From, made: Made) -> Arc<Made> {
        let made = Arc::new(made);
        self.newest = Some((from, made.clone()));
        made
    }

    /// The result made from this: the kept one, or a new one.
    pub fn get_or_make(&mut self, from: From, make: impl FnOnce() -> Made) -> Arc<Made> {
        match self.get(&from) {
            Some(made) => made,
            None => self.put(from, make()),
        }
    }
}

/// What a search found; none if nothing is searched for, a problem if the pattern is none.
pub type SearchOutcome = Option<Result<Found, Problem>>;

/// The functions of a picture, and the names of its nodes.
#[derive(Clone)]
pub struct Functions {
    /// The functions that are shown.
    pub shown: Arc<Names>,
    /// The functions with their generic arguments.
    pub plain: Arc<Names>,
    /// The names of nodes.
    pub node_names: Arc<NodeNames>,
}

/// The newest result of each stage.
#[derive(Default)]
pub struct Stages {
    /// The functions, with their generic arguments.
    pub plain_names: Kept<Same<Profile>, Names>,
    /// The functions, without them.
    pub collapsed_names: Kept<Same<Profile>, Names>,
    /// The names of nodes.
    pub node_names: Kept<Same<Names>, NodeNames>,
    /// The stacks after all transforms.
    pub paths: Kept<(Same<Names>, Vec<Transform>), Transformed>,
    /// The tree and its weights.
    pub tree: Kept<(Same<Transformed>, Threads, u32, SiblingOrder), BuiltTree>,
    /// Where bars are.
    pub layout: Kept<Same<BuiltTree>, Layout>,
    /// How bars are painted.
    pub colours: Kept<(Same<BuiltTree>, ColourMode, Option<String>), Colours>,
    /// What a search found, if something was searched for.
    pub found: Kept<(Same<BuiltTree>, Search), SearchOutcome>,
    /// What functions weigh.
    pub function_weights: Kept<Same<BuiltTree>, FunctionWeights>,
    /// What is unknown or cut. All samples are looked at, which another search doesn't need.
    pub quality: Kept<(Same<Names>, Threads, u32), Quality>,
    /// The newest tree that the page was told of, with its number; `None` if it was inverted.
    newest_tree: (Option<Same<BuiltTree>>, u32),
}

impl Stages {
    /// The number of a tree that is shown: that of the newest if it is the same, else a new one.
    /// An inverted tree is never the same, since its nodes are numbered as they are looked at.
    pub fn tree_number(&mut self, built: &Arc<BuiltTree>, inverted: bool) -> u32 {
        let (newest, number) = &mut self.newest_tree;
        let tree = Some(Same(built.clone())).filter(|_| !inverted);
        if tree.is_none() || *newest != tree {
            *number += 1;
            *newest = tree;
        }
        *number
    }
}
