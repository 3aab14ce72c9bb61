/// What was done, and what of it was undone. Anything new ends the way forward.
#[derive(Debug, Clone, PartialEq)]
pub struct History<T> {
    done: Vec<T>,
    undone: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { done: Vec::new(), undone: Vec::new() }
    }
}

impl<T> History<T> {
    pub fn done(&self) -> &[T] {
        &self.done
    }

    pub fn add(&mut self, step: T) {
        self.done.push(step);
        self.undone.clear();
    }

    /// What undoing takes back.
    pub fn last(&self) -> Option<&T> {
        self.done.last()
    }

    /// What redoing brings back.
    pub fn next(&self) -> Option<&T> {
        self.undone.last()
    }

    pub fn undo(&mut self) {
        self.undone.extend(self.done.pop());
    }

    pub fn redo(&mut self) {
        self.done.extend(self.undone.pop());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_undone_comes_back_in_order() {
        let mut history = History::default();
        history.add('a');
        history.add('b');
        history.undo();
        history.undo();
        assert_eq!((history.last(), history.next()), (None, Some(&'a')));
        history.redo();
        assert_eq!(history.done(), ['a']);
        history.redo();
        assert_eq!(history.done(), ['a', 'b']);
        assert_eq!(history.next(), None);
    }

    #[test]
    fn something_new_ends_the_way_forward() {
        let mut history = History::default();
        history.add('a');
        history.undo();
        history.add('b');
        assert_eq!(history.next(), None);
        assert_eq!(history.done(), ['b']);
    }
}
