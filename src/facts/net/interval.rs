//! Sets of integers as sorted, disjoint, non-adjacent intervals. Every operation is linear in
//! the number of intervals and never looks at single members, so a range of a million ports
//! costs what one port costs.

use smallvec::{SmallVec, smallvec};

/// An unsigned integer that intervals are made of.
pub trait Bound: Copy + Ord + std::fmt::Debug {
    /// The smallest member of the space.
    const FIRST: Self;
    /// The greatest member of the space.
    const LAST: Self;
    /// The next member; `None` after the last.
    fn next(self) -> Option<Self>;
    /// The member before; `None` before the first.
    fn prev(self) -> Option<Self>;
    /// As a wide integer.
    fn wide(self) -> u128;
}

macro_rules! bound {
    ($($t:ty),*) => {$(
        impl Bound for $t {
            const FIRST: Self = <$t>::MIN;
            const LAST: Self = <$t>::MAX;
            fn next(self) -> Option<Self> {
                self.checked_add(1)
            }
            fn prev(self) -> Option<Self> {
                self.checked_sub(1)
            }
            fn wide(self) -> u128 {
                u128::from(self)
            }
        }
    )*};
}
bound!(u8, u16, u32, u128);

/// A set of `T`. Two sets with the same members are equal (`==`): the form is canonical.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntervalSet<T> {
    /// Most sets are one interval: a port, a block, everything.
    runs: SmallVec<[(T, T); 1]>,
}

impl<T> Default for IntervalSet<T> {
    fn default() -> Self {
        IntervalSet { runs: SmallVec::new() }
    }
}

impl<T: Bound> IntervalSet<T> {
    /// The set without members.
    pub fn empty() -> Self {
        IntervalSet::default()
    }

    /// The set of everything.
    pub fn full() -> Self {
        IntervalSet { runs: smallvec![(T::FIRST, T::LAST)] }
    }

    /// One member.
    pub fn one(member: T) -> Self {
        IntervalSet { runs: smallvec![(member, member)] }
    }

    /// From `first` to `last`, both included; empty if they are the wrong way round.
    pub fn range(first: T, last: T) -> Self {
        IntervalSet { runs: if first <= last { smallvec![(first, last)] } else { SmallVec::new() } }
    }

    /// The union of intervals in any order, which may overlap. Reversed ones count as empty.
    pub fn from_runs(runs: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut runs: SmallVec<[(T, T); 1]> = runs.into_iter().filter(|(a, b)| a <= b).collect();
        if runs.len() < 2 {
            return IntervalSet { runs };
        }
        runs.sort_unstable();
        let mut out: SmallVec<[(T, T); 1]> = SmallVec::new();
        for (first, last) in runs {
            match out.last_mut() {
                Some(top) if top.1.next().is_none_or(|n| first <= n) => top.1 = top.1.max(last),
                _ => out.push((first, last)),
            }
        }
        IntervalSet { runs: out }
    }

    /// The intervals, ascending, both ends included.
    pub fn runs(&self) -> &[(T, T)] {
        &self.runs
    }

    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether it has all members of the space.
    pub fn is_full(&self) -> bool {
        self.runs[..] == [(T::FIRST, T::LAST)]
    }

    /// Number of members; the full set of `u128` saturates at `u128::MAX`.
    pub fn count(&self) -> u128 {
        self.runs.iter().fold(0u128, |sum, (a, b)| sum.saturating_add((b.wide() - a.wide()).saturating_add(1)))
    }

    /// Whether it is a member.
    pub fn contains(&self, member: T) -> bool {
        let at = self.runs.partition_point(|(_, last)| *last < member);
        self.runs.get(at).is_some_and(|(first, _)| *first <= member)
    }

    /// Members of either.
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() {
            return self.clone();
        }
        if self.is_empty() {
            return other.clone();
        }
        IntervalSet::from_runs(self.runs.iter().chain(&other.runs).copied())
    }

    /// Members of both.
    pub fn intersection(&self, other: &Self) -> Self {
        let mut runs = SmallVec::new();
        self.common_runs(other, |first, last| runs.push((first, last)));
        IntervalSet { runs }
    }

    /// Number of members of both; saturates as [`IntervalSet::count`].
    pub fn common(&self, other: &Self) -> u128 {
        let mut sum = 0u128;
        self.common_runs(other, |a, b| sum = sum.saturating_add((b.wide() - a.wide()).saturating_add(1)));
        sum
    }

    fn common_runs(&self, other: &Self, mut found: impl FnMut(T, T)) {
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.runs.get(i), other.runs.get(j)) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                found(first, last);
            }
            if a.1 < b.1 {
                i += 1;
            } else {
                j += 1;
            }
        }
    }

    /// Everything that is no member.
    pub fn complement(&self) -> Self {
        let mut runs = SmallVec::new();
        let mut next = Some(T::FIRST);
        for (first, last) in &self.runs {
            if let (Some(from), Some(to)) = (next, first.prev())
                && from <= to
            {
                runs.push((from, to));
            }
            next = last.next();
        }
        if let Some(from) = next {
            runs.push((from, T::LAST));
        }
        IntervalSet { runs }
    }

    /// Members of this one that are not in the other.
    pub fn difference(&self, other: &Self) -> Self {
        if other.is_empty() || self.is_empty() {
            return self.clone();
        }
        self.intersection(&other.complement())
    }

    /// Whether all members are in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.runs.iter().all(|(first, last)| {
            let at = other.runs.partition_point(|(_, end)| end < first);
            other.runs.get(at).is_some_and(|(a, b)| a <= first && last <= b)
        })
    }

    /// Whether there is a common member.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (small, large) = if self.runs.len() <= other.runs.len() { (self, other) } else { (other, self) };
        small.runs.iter().any(|(first, last)| {
            let at = large.runs.partition_point(|(_, end)| end < first);
            large.runs.get(at).is_some_and(|(a, _)| a <= last)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any set of bytes, as intervals and as the plain table of its members.
    fn bytes() -> impl Strategy<Value = (IntervalSet<u8>, Vec<bool>)> {
        prop::collection::vec((any::<u8>(), any::<u8>()), 0..8).prop_map(|runs| {
            let table = (0..=255u8).map(|x| runs.iter().any(|(a, b)| (*a..=*b).contains(&x))).collect();
            (IntervalSet::from_runs(runs), table)
        })
    }

    fn table(set: &IntervalSet<u8>) -> Vec<bool> {
        (0..=255u8).map(|x| set.contains(x)).collect()
    }

    fn canonical(set: &IntervalSet<u8>) -> bool {
        set.runs().iter().all(|(a, b)| a <= b)
            && set.runs().windows(2).all(|w| u16::from(w[0].1) + 1 < u16::from(w[1].0))
    }

    proptest! {
        #[test]
        fn operations_agree_with_a_table_of_members((a, ta) in bytes(), (b, tb) in bytes()) {
            let pairs = || ta.iter().zip(&tb);
            for (set, expected) in [
                (a.union(&b), pairs().map(|(x, y)| *x || *y).collect::<Vec<_>>()),
                (a.intersection(&b), pairs().map(|(x, y)| *x && *y).collect()),
                (a.difference(&b), pairs().map(|(x, y)| *x && !*y).collect()),
                (a.complement(), ta.iter().map(|x| !x).collect()),
            ] {
                prop_assert!(canonical(&set), "{set:?}");
                prop_assert_eq!(table(&set), expected);
            }
            prop_assert_eq!(a.is_subset(&b), pairs().all(|(x, y)| !*x || *y));
            prop_assert_eq!(a.overlaps(&b), pairs().any(|(x, y)| *x && *y));
            prop_assert_eq!(a.common(&b), pairs().filter(|(x, y)| **x && **y).count() as u128);
            prop_assert_eq!(a == b, ta == tb);
            prop_assert_eq!(a.count(), ta.iter().filter(|x| **x).count() as u128);
        }

        #[test]
        fn laws_hold((a, _) in bytes(), (b, _) in bytes(), (c, _) in bytes()) {
            prop_assert_eq!(a.complement().complement(), a.clone());
            prop_assert_eq!(a.union(&b).complement(), a.complement().intersection(&b.complement()));
            prop_assert_eq!(a.intersection(&b.union(&c)), a.intersection(&b).union(&a.intersection(&c)));
            prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
        }
    }

    #[test]
    fn the_ends_of_the_space_do_not_overflow() {
        let top = IntervalSet::one(u32::MAX);
        assert_eq!(top.complement(), IntervalSet::range(0, u32::MAX - 1));
        assert_eq!(top.complement().union(&top), IntervalSet::full());
        assert!(IntervalSet::<u128>::full().complement().is_empty());
        assert_eq!(IntervalSet::<u128>::full().count(), u128::MAX);
        assert_eq!(IntervalSet::<u16>::full().count(), 65536);
    }
}
