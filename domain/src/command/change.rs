/// How many reports of one case that "it has changed" may wait for the practice. It is told by the first; who sends more is
/// asked to call.
pub const OPEN_CHANGES: usize = 5;
