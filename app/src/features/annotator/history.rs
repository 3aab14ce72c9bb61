use domain::annotation::{Layer, Mark};

/// Marks with what was undone. A new mark ends the way forward.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    layer: Layer,
    undone: Vec<Mark>,
}

impl History {
    pub fn of(layer: Layer) -> Self {
        Self { layer, undone: Vec::new() }
    }

    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    pub fn add(&mut self, mark: Mark) {
        self.layer.marks.push(mark);
        self.undone.clear();
    }

    pub fn can_undo(&self) -> bool {
        !self.layer.marks.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    pub fn undo(&mut self) {
        self.undone.extend(self.layer.marks.pop());
    }

    pub fn redo(&mut self) {
        self.layer.marks.extend(self.undone.pop());
    }
}

#[cfg(test)]
mod tests {
    use domain::annotation::Point;

    use super::*;

    fn text(text: &str) -> Mark {
        Mark::Text { at: Point { x: 0.5, y: 0.5 }, text: text.to_owned() }
    }

    #[test]
    fn what_is_undone_comes_back_in_order() {
        let mut history = History::default();
        history.add(text("a"));
        history.add(text("b"));
        history.undo();
        history.undo();
        assert!(!history.can_undo());
        history.redo();
        assert_eq!(history.layer().marks, [text("a")]);
        history.redo();
        assert_eq!(history.layer().marks, [text("a"), text("b")]);
        assert!(!history.can_redo());
    }

    #[test]
    fn a_new_mark_ends_the_way_forward() {
        let mut history = History::default();
        history.add(text("a"));
        history.undo();
        history.add(text("b"));
        assert!(!history.can_redo());
        assert_eq!(history.layer().marks, [text("b")]);
    }
}
