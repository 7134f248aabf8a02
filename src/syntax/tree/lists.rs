//! Ways through the lists of a tree that every pass takes for every node.

use super::{Document, Entry, NONE, Node};

/// The entries of a node that count, one after another.
#[derive(Clone)]
pub struct Entries<'a> {
    document: &'a Document,
    next: u32,
}

impl<'a> Entries<'a> {
    pub(super) fn of(node: Node<'a>) -> Self {
        Self { document: node.document, next: node.data().first_entry }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        while let Some(data) = self.document.entries.get(self.next as usize) {
            self.next = data.next;
            if data.slashdash == NONE {
                return Some(Entry { document: self.document, data });
            }
        }
        None
    }
}

/// The nodes in the blocks of a node that count, one after another.
#[derive(Clone)]
pub struct Children<'a> {
    document: &'a Document,
    block: u32,
    next: u32,
}

impl<'a> Children<'a> {
    pub(super) fn of(node: Node<'a>) -> Self {
        Self { document: node.document, block: node.data().first_block, next: NONE }
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        loop {
            while let Some(data) = self.document.nodes.get(self.next as usize) {
                let node = Node { document: self.document, id: self.next as usize };
                self.next = data.next;
                if node.counts() {
                    return Some(node);
                }
            }
            let block = self.document.blocks.get(self.block as usize)?;
            self.block = block.next;
            self.next = if block.slashdash == NONE { block.first_child } else { NONE };
        }
    }
}
