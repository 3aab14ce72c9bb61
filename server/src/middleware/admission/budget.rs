use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Something of which there is only so much, for all senders together and for each: bytes in memory, open bodies. Cheap
/// to clone. What a share took is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Budget<K>(Arc<Inner<K>>);

#[derive(Debug)]
struct Inner<K> {
    all: u64,
    each: u64,
    taken: Mutex<Taken<K>>,
}

#[derive(Debug)]
struct Taken<K> {
    all: u64,
    /// Who holds something; nobody who holds nothing is remembered.
    by: HashMap<K, u64>,
}

/// Whose part is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    /// The sender's own.
    Own,
    Everybodys,
}

/// What somebody took.
#[derive(Debug)]
pub(crate) struct Share<K: Eq + Hash> {
    of: Arc<Inner<K>>,
    by: K,
    amount: u64,
}

impl<K> Clone for Budget<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Clone + Eq + Hash> Budget<K> {
    pub(crate) fn new(all: u64, each: u64) -> Self {
        Self(Arc::new(Inner { all, each, taken: Mutex::new(Taken { all: 0, by: HashMap::new() }) }))
    }

    pub(crate) fn take(&self, by: K, amount: u64) -> Result<Share<K>, Spent> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.by.get(&by).copied().unwrap_or(0);
        if own + amount > self.0.each {
            return Err(Spent::Own);
        }
        if taken.all + amount > self.0.all {
            return Err(Spent::Everybodys);
        }
        taken.all += amount;
        taken.by.insert(by.clone(), own + amount);
        Ok(Share { of: self.0.clone(), by, amount })
    }
}

impl<K> Budget<K> {
    /// How much everybody together has taken, and how much there is.
    pub(crate) fn taken(&self) -> (u64, u64) {
        (self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).all, self.0.all)
    }
}

impl<K: Eq + Hash> Drop for Share<K> {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= self.amount;
        if let Some(own) = taken.by.get_mut(&self.by) {
            *own -= self.amount;
            if *own == 0 {
                taken.by.remove(&self.by);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_more_than_their_part_and_all_together_no_more_than_there_is() {
        let budget = Budget::new(10, 6);
        let first = budget.take("a", 4).unwrap();
        let second = budget.take("a", 2).unwrap();
        assert_eq!(budget.take("a", 1).unwrap_err(), Spent::Own);
        let _other = budget.take("b", 4).unwrap();
        assert_eq!(budget.take("c", 1).unwrap_err(), Spent::Everybodys);
        drop(first);
        assert!(budget.take("c", 4).is_ok());
        assert!(budget.take("a", 4).is_ok());
        assert_eq!(budget.taken(), (6, 10));
        drop(second);
        assert_eq!(budget.0.taken.lock().unwrap().by.len(), 1, "who holds nothing is forgotten");
    }
}
