//! The children of one node while a tree is made: merged by function, then sorted.

use crate::names::Names;
use crate::order;
use protocol::SiblingOrder;

/// The end of a list of members.
pub(crate) const NONE: u32 = u32::MAX;

/// Members of one function below one node, which become one node: paths of a profile, or nodes of
/// several trees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub function: u32,
    /// The first and the last member of a list; [`NONE`] ends it.
    pub first: u32,
    pub last: u32,
    /// What the members weigh on each side of a diff; a single tree has but the first.
    pub weights: [f64; 2],
}

/// The children of the node at hand.
///
/// Merging needs no hashing: a table with a slot for each function tells which members are of the
/// same function.
#[derive(Debug)]
pub(crate) struct Siblings {
    /// `None` where they stay as they come.
    order: Option<SiblingOrder>,
    /// What both sides weigh. Siblings are sorted by the larger of their shares.
    totals: [f64; 2],
    /// The place of each function among all, sorted by name; empty without an order.
    name_ranks: Vec<u32>,
    /// For each function the newest node that has a child of it, and the child's place in `groups`.
    slots: Vec<(u32, u32)>,
    groups: Vec<Group>,
}

impl Siblings {
    /// No children yet; they will be of the functions of `names`. `totals` are what both sides
    /// weigh, if there are two.
    pub(crate) fn new(order: Option<SiblingOrder>, totals: [f64; 2], names: &Names) -> Self {
        Self {
            order,
            totals: totals.map(|total| if total > 0.0 { total } else { 1.0 }),
            name_ranks: order.map(|_| rank_names(names)).unwrap_or_default(),
            slots: vec![(NONE, 0); names.functions.len()],
            groups: Vec::new(),
        }
    }

    /// Adds a member to the children of `node`. `next_members` has the next member of the same
    /// child for each, so far [`NONE`] for this one. Functions that the names don't have are left
    /// out.
    #[inline]
    pub(crate) fn add(&mut self, node: u32, member: Group, next_members: &mut [u32]) {
        let Some(slot) = self.slots.get_mut(member.function as usize) else { return };
        if slot.0 == node {
            let group = &mut self.groups[slot.1 as usize];
            next_members[group.last as usize] = member.first;
            group.last = member.last;
            for (sum, weight) in group.weights.iter_mut().zip(member.weights) {
                *sum += weight;
            }
        } else {
            *slot = (node, self.groups.len() as u32);
            self.groups.push(member);
        }
    }

    /// Hands all children over with their `depth`, in order, the first one last, so that it is
    /// entered next.
    #[inline]
    pub(crate) fn hand_over(&mut self, depth: u32, open: &mut Vec<(Group, u32)>) {
        if let Some(order) = self.order.filter(|_| self.groups.len() > 1) {
            self.sort(order);
        }
        open.extend(self.groups.drain(..).rev().map(|group| (group, depth)));
    }

    #[inline(never)]
    fn sort(&mut self, order: SiblingOrder) {
        let is_by_weight = order == SiblingOrder::Weight;
        // Divided last: the same shares of sides of other sizes then are the same numbers.
        let share = |group: &Group, side: usize| group.weights[side] / self.totals[side];
        let weight = |group: &Group| share(group, 0).max(share(group, 1));
        // Names are looked up only where they matter: most siblings differ in weight.
        let by_name = |group: &Group| (self.name_ranks[group.function as usize], group.first);
        self.groups.sort_unstable_by(|left, right| {
            let by_weight = weight(right).total_cmp(&weight(left));
            let by_weight = Some(by_weight).filter(|by_weight| is_by_weight && by_weight.is_ne());
            by_weight.unwrap_or_else(|| by_name(left).cmp(&by_name(right)))
        });
    }
}

/// For each function its place among all, sorted by name; functions of one name share theirs.
pub(crate) fn rank_names(names: &Names) -> Vec<u32> {
    let order = names.functions.iter().map(|function| function.name.as_str()).zip(0..).collect();
    let order: Vec<(&str, u32)> = order::sorted(order, |(name, _)| order::by_name(name), Ord::cmp);
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (place, &(name, function)) in order.iter().enumerate() {
        if place > 0 && order[place - 1].0 != name {
            rank = place as u32;
        }
        ranks[function as usize] = rank;
    }
    ranks
}
