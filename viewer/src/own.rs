use domain::{annotation::Overlay, view::ImageView};

/// What the clinician draws over one picture, with undo and redo. A new change ends redo; what was
/// there when the page was opened is taken back mark by mark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    now: Overlay,
    before: Vec<Overlay>,
    undone: Vec<Overlay>,
}

impl Own {
    /// As it was stored.
    pub fn of(image: &ImageView) -> Self {
        let own = image.layers.iter().find(|layer| layer.own);
        Self { now: own.map(|layer| layer.overlay.clone()).unwrap_or_default(), ..Self::default() }
    }

    pub fn now(&self) -> &Overlay {
        &self.now
    }

    pub fn put(&mut self, overlay: Overlay) {
        self.before.push(std::mem::replace(&mut self.now, overlay));
        self.undone.clear();
    }

    pub fn can_undo(&self) -> bool {
        !(self.before.is_empty() && self.now.is_empty())
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    pub fn undo(&mut self) {
        if !self.can_undo() {
            return;
        }
        let before = self.before.pop().unwrap_or_else(|| {
            let mut before = self.now.clone();
            if before.layer.marks.pop().is_none() {
                before.part = None;
            }
            before
        });
        self.undone.push(std::mem::replace(&mut self.now, before));
    }

    pub fn redo(&mut self) {
        if let Some(undone) = self.undone.pop() {
            self.before.push(std::mem::replace(&mut self.now, undone));
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::annotation::{Layer, Mark, Part, Point};

    use super::*;

    fn texts(words: &[&str]) -> Overlay {
        let text = |text: &&str| Mark::Text { at: Point { x: 0.5, y: 0.5 }, text: (*text).to_owned() };
        Overlay { layer: Layer { marks: words.iter().map(text).collect() }, part: None }
    }

    #[test]
    fn what_is_undone_comes_back_in_order_until_something_new_is_drawn() {
        let mut own = Own { now: texts(&["stored"]), ..Own::default() };
        own.put(texts(&["stored", "a"]));
        own.put(texts(&[]));
        own.undo();
        assert_eq!(own.now(), &texts(&["stored", "a"]));
        own.undo();
        assert_eq!(own.now(), &texts(&["stored"]));
        own.redo();
        own.redo();
        assert_eq!((own.now(), own.can_redo()), (&texts(&[]), false));
        own.undo();
        own.put(texts(&["b"]));
        assert!(!own.can_redo());
        own.redo();
        assert_eq!(own.now(), &texts(&["b"]));
    }

    #[test]
    fn what_was_stored_is_taken_back_mark_by_mark() {
        let part = Part { left: 0.0, top: 0.0, width: 0.5, height: 0.5 };
        let mut own = Own { now: Overlay { part: Some(part), ..texts(&["a", "b"]) }, ..Own::default() };
        own.undo();
        assert_eq!(own.now(), &Overlay { part: Some(part), ..texts(&["a"]) });
        own.undo();
        own.undo();
        assert_eq!((own.now(), own.can_undo()), (&Overlay::default(), false));
        own.undo();
        own.redo();
        own.redo();
        own.redo();
        assert_eq!((own.now().layer.marks.len(), own.now().part), (2, Some(part)));
    }
}
