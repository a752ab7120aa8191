//! Answers on their way to the page.

use protocol::Answer;

/// Answers in the order in which they were given, each with the buffers that go beside it.
#[derive(Debug, Default)]
pub struct Outbox {
    /// The answers.
    pub answers: Vec<(Answer, Vec<Vec<u8>>)>,
}

impl Outbox {
    /// Adds an answer.
    pub fn send(&mut self, answer: Answer) {
        self.answers.push((answer, Vec::new()));
    }

    /// Adds an answer and what goes beside it.
    pub fn send_with(&mut self, answer: Answer, buffers: Vec<Vec<u8>>) {
        self.answers.push((answer, buffers));
    }
}
