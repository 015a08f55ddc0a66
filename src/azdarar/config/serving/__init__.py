"""From ``azdarar serve`` to a paper that answers: refusals first, then preparation, then the processes."""
