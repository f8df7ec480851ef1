//! The tree as a program for a small machine, and the two ways of running it.

use std::cell::RefCell;

use super::Node;
use super::parse::Class;
use crate::unicode;

#[derive(Debug)]
enum Step {
    Char(char),
    Class(Box<Class>),
    Start,
    End,
    WordEdge(bool),
    /// Tries the first, then the second.
    Split(u32, u32),
    Jump(u32),
    /// The part from the next step on must (or must not) match, `back` characters before here.
    Look {
        back: u32,
        negate: bool,
        next: u32,
    },
    Match,
}

#[derive(Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
}

/// Steps of backtracking allowed before the parallel simulation takes over.
const BUDGET: u32 = 10_000;
const MAX_STEPS: usize = 100_000;

thread_local! {
    static STACK: RefCell<Vec<(u32, usize)>> = const { RefCell::new(Vec::new()) };
}

impl Program {
    pub(super) fn new(node: &Node) -> Result<Self, String> {
        let mut program = Program { steps: Vec::new() };
        program.emit(node)?;
        program.steps.push(Step::Match);
        Ok(program)
    }

    /// The end of the preferred match that starts at `at`.
    pub(super) fn run(&self, text: &str, at: usize) -> Option<usize> {
        self.run_from(0, text, at)
    }

    fn here(&self) -> u32 {
        self.steps.len() as u32
    }

    fn emit(&mut self, node: &Node) -> Result<(), String> {
        if self.steps.len() > MAX_STEPS {
            return Err("regular expression: too large".into());
        }
        match node {
            Node::Empty => {}
            Node::Class(class) => self.steps.push(class.single().map_or_else(|| Step::Class(Box::new(class.clone())), Step::Char)),
            Node::Start => self.steps.push(Step::Start),
            Node::End => self.steps.push(Step::End),
            Node::WordEdge(positive) => self.steps.push(Step::WordEdge(*positive)),
            Node::Cat(items) => items.iter().try_for_each(|item| self.emit(item))?,
            Node::Alt(branches) => self.emit_alternatives(branches)?,
            Node::Repeat { node, min, max, greedy } => self.emit_repeat(node, *min, *max, *greedy)?,
            Node::Look { node, ahead, negate } => self.emit_look(node, *ahead, *negate)?,
        }
        Ok(())
    }

    fn emit_alternatives(&mut self, branches: &[Node]) -> Result<(), String> {
        let mut jumps = Vec::new();
        for (i, branch) in branches.iter().enumerate() {
            let split = self.here() as usize;
            let last = i + 1 == branches.len();
            if !last {
                self.steps.push(Step::Split(split as u32 + 1, 0));
            }
            self.emit(branch)?;
            if !last {
                jumps.push(self.here() as usize);
                self.steps.push(Step::Jump(0));
                self.steps[split] = Step::Split(split as u32 + 1, self.here());
            }
        }
        let end = self.here();
        jumps.into_iter().for_each(|at| self.steps[at] = Step::Jump(end));
        Ok(())
    }

    fn emit_repeat(&mut self, node: &Node, min: u32, max: Option<u32>, greedy: bool) -> Result<(), String> {
        for _ in 0..min {
            self.emit(node)?;
        }
        match max {
            Some(max) => self.emit_optional(node, max - min, greedy),
            None => self.emit_star(node, greedy),
        }
    }

    fn emit_star(&mut self, node: &Node, greedy: bool) -> Result<(), String> {
        let split = self.here();
        self.steps.push(Step::Match);
        self.emit(node)?;
        self.steps.push(Step::Jump(split));
        self.steps[split as usize] = split_to(greedy, split + 1, self.here());
        Ok(())
    }

    fn emit_optional(&mut self, node: &Node, times: u32, greedy: bool) -> Result<(), String> {
        let mut splits = Vec::new();
        for _ in 0..times {
            splits.push(self.here());
            self.steps.push(Step::Match);
            self.emit(node)?;
        }
        let end = self.here();
        splits.into_iter().for_each(|at| self.steps[at as usize] = split_to(greedy, at + 1, end));
        Ok(())
    }

    fn emit_look(&mut self, node: &Node, ahead: bool, negate: bool) -> Result<(), String> {
        let back = if ahead { 0 } else { super::shape::fixed_width(node).ok_or("regular expression: a look-behind of no fixed width")? };
        let look = self.here() as usize;
        self.steps.push(Step::Match);
        self.emit(node)?;
        self.steps.push(Step::Match);
        self.steps[look] = Step::Look { back, negate, next: self.here() };
        Ok(())
    }

    fn run_from(&self, pc: u32, text: &str, at: usize) -> Option<usize> {
        let mut stack = STACK.take();
        stack.clear();
        let outcome = self.backtrack(pc, text, at, &mut stack);
        STACK.set(stack);
        outcome.unwrap_or_else(|| self.simulate(pc, text, at))
    }

    /// Depth first; `None` once the budget is spent.
    fn backtrack(&self, pc: u32, text: &str, at: usize, stack: &mut Vec<(u32, usize)>) -> Option<Option<usize>> {
        stack.push((pc, at));
        for _ in 0..BUDGET {
            let Some((mut pc, mut at)) = stack.pop() else { return Some(None) };
            loop {
                match &self.steps[pc as usize] {
                    Step::Match => return Some(Some(at)),
                    Step::Jump(to) => pc = *to,
                    Step::Split(first, second) => {
                        stack.push((*second, at));
                        pc = *first;
                        if stack.len() > BUDGET as usize {
                            return None;
                        }
                    }
                    step => match self.advance(step, pc, text, at) {
                        Some((to, next)) => (pc, at) = (to, next),
                        None => break,
                    },
                }
            }
        }
        None
    }

    /// One step that is neither a branch nor the end: where it leads, if it holds.
    fn advance(&self, step: &Step, pc: u32, text: &str, at: usize) -> Option<(u32, usize)> {
        match step {
            Step::Char(want) => text[at..].starts_with(*want).then(|| (pc + 1, at + want.len_utf8())),
            Step::Class(class) => text[at..].chars().next().filter(|&c| class.contains(c)).map(|c| (pc + 1, at + c.len_utf8())),
            _ => self.holds(step, pc, text, at).map(|to| (to, at)),
        }
    }

    /// An assertion: the next step, if it holds.
    fn holds(&self, step: &Step, pc: u32, text: &str, at: usize) -> Option<u32> {
        match step {
            Step::Start => (at == 0).then_some(pc + 1),
            Step::End => (text.len() == at || &text[at..] == "\n").then_some(pc + 1),
            Step::WordEdge(positive) => (is_word_edge(text, at) == *positive).then_some(pc + 1),
            Step::Look { back, negate, next } => {
                let found = step_back(text, at, *back).is_some_and(|from| self.run_from(pc + 1, text, from).is_some());
                (found != *negate).then_some(*next)
            }
            _ => None,
        }
    }

    /// All threads at once, kept in order of preference; each step of the program is entered at
    /// most once for each character.
    fn simulate(&self, pc: u32, text: &str, at: usize) -> Option<usize> {
        let mut seen = vec![usize::MAX; self.steps.len()];
        let (mut now, mut next) = (Vec::new(), Vec::new());
        let mut best = None;
        self.enter(pc, text, at, &mut seen, &mut now);
        let mut at = at;
        while !now.is_empty() {
            let c = text[at..].chars().next();
            let after = at + c.map_or(1, char::len_utf8);
            for &pc in &now {
                match (&self.steps[pc as usize], c) {
                    (Step::Match, _) => {
                        best = Some(at);
                        break;
                    }
                    (Step::Char(want), Some(c)) if *want == c => self.enter(pc + 1, text, after, &mut seen, &mut next),
                    (Step::Class(class), Some(c)) if class.contains(c) => self.enter(pc + 1, text, after, &mut seen, &mut next),
                    _ => {}
                }
            }
            std::mem::swap(&mut now, &mut next);
            next.clear();
            at = after;
        }
        best
    }

    /// Adds the threads that stand before a character (or the end) when `pc` is entered.
    fn enter(&self, pc: u32, text: &str, at: usize, seen: &mut [usize], threads: &mut Vec<u32>) {
        let mut open = vec![pc];
        while let Some(pc) = open.pop() {
            if std::mem::replace(&mut seen[pc as usize], at) == at {
                continue;
            }
            match &self.steps[pc as usize] {
                Step::Jump(to) => open.push(*to),
                Step::Split(first, second) => open.extend([*second, *first]),
                Step::Char(_) | Step::Class(_) | Step::Match => threads.push(pc),
                step => open.extend(self.holds(step, pc, text, at)),
            }
        }
    }
}

fn split_to(greedy: bool, inside: u32, outside: u32) -> Step {
    if greedy { Step::Split(inside, outside) } else { Step::Split(outside, inside) }
}

fn step_back(text: &str, at: usize, chars: u32) -> Option<usize> {
    if chars == 0 {
        return Some(at);
    }
    text[..at].char_indices().nth_back(chars as usize - 1).map(|(i, _)| i)
}

fn is_word_edge(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(unicode::is_word);
    let after = text[at..].chars().next().is_some_and(unicode::is_word);
    before != after
}
