package io.github.tracingstarter.instrument.transaction;

import io.github.tracingstarter.instrument.transaction.TransactionSpans.Started;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Opens and closes the spans of transactions, which belong to a thread. A manager does
 * not report a method that participates in the transaction of another one. Reactive
 * transactions belong to a subscriber; only their outcome is recorded here.
 */
final class TransactionListener implements TransactionExecutionListener {

	private static final ThreadLocal<@Nullable Open> innermost = new ThreadLocal<>();

	private final TransactionSpans spans;

	TransactionListener(TransactionSpans spans) {
		this.spans = spans;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (!(transaction instanceof ReactiveTransaction)) {
			TransactionSpans.failures.guard(() -> open(transaction));
		}
	}

	private void open(TransactionExecution transaction) {
		Started started = this.spans
			.start(TransactionCall.of(transaction.getTransactionName(), transaction.isReadOnly()));
		if (started != null) {
			innermost.set(new Open(transaction, started, started.open(), innermost.get()));
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (transaction instanceof ReactiveTransaction) {
			return;
		}
		if (beginFailure != null) {
			complete(transaction, Outcome.UNKNOWN, beginFailure);
		}
		else if (transaction.isNewTransaction() && find(transaction) != null) {
			TransactionSpans.failures.guard(() -> watch(transaction));
		}
	}

	/**
	 * Watches a transaction, because a manager does not notify its listeners if a commit
	 * fails before it is attempted.
	 */
	private static void watch(TransactionExecution transaction) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					Open open = find(transaction);
					if (status == STATUS_UNKNOWN && open != null && !open.completing) {
						complete(transaction, Outcome.UNKNOWN, null);
					}
				}

			});
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		completing(transaction);
	}

	@Override
	public void beforeRollback(TransactionExecution transaction) {
		completing(transaction);
	}

	private static void completing(TransactionExecution transaction) {
		Open open = find(transaction);
		if (open != null) {
			open.completing = true;
		}
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		complete(transaction, (commitFailure != null) ? Outcome.UNKNOWN : Outcome.COMMITTED, commitFailure);
	}

	@Override
	public void afterRollback(TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
		complete(transaction, (rollbackFailure != null) ? Outcome.UNKNOWN : Outcome.ROLLED_BACK, rollbackFailure);
	}

	private static @Nullable Open find(TransactionExecution transaction) {
		Open open = innermost.get();
		while (open != null && open.transaction != transaction) {
			open = open.outer;
		}
		return open;
	}

	private static void complete(TransactionExecution transaction, Outcome outcome, @Nullable Throwable failure) {
		if (transaction instanceof ReactiveTransaction) {
			ReactiveOutcomes.told(outcome, failure);
			return;
		}
		Open completed = find(transaction);
		if (completed == null) {
			return;
		}
		// Transactions within it, if there are any, were never completed.
		for (Open open = innermost.get(); open != null && open != completed; open = open.outer) {
			open.close(Outcome.UNKNOWN, null);
		}
		completed.close(outcome, failure);
	}

	private static final class Open {

		private final TransactionExecution transaction;

		private final Started started;

		private final Scope scope;

		private final @Nullable Open outer;

		private boolean completing;

		private Open(TransactionExecution transaction, Started started, Scope scope, @Nullable Open outer) {
			this.transaction = transaction;
			this.started = started;
			this.scope = scope;
			this.outer = outer;
		}

		private void close(Outcome outcome, @Nullable Throwable failure) {
			if (this.outer != null) {
				innermost.set(this.outer);
			}
			else {
				innermost.remove();
			}
			this.started.close(this.scope);
			TransactionSpans.failures.guard(() -> this.started.end(outcome, failure));
		}

	}

}
