package io.github.tracingstarter.instrument.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an asynchronous call. What the application does with it happens in the
 * trace of the caller, and whoever cancels it, or a stage that depends on it, cancels the
 * call, as with the JDK's own.
 *
 * @param <T> the type of the answer
 */
public final class TracedFuture<T> extends CompletableFuture<T> {

	private final Future<?> call;

	private TracedFuture(Future<?> call) {
		this.call = call;
	}

	/**
	 * Makes the answer that the application gets.
	 * @param <T> the type of the answer
	 * @param answer the answer of the client
	 * @param started the call, which is ended before the application gets the answer
	 * @param answered is told the answer, unless the call failed
	 */
	public static <T> CompletableFuture<T> of(CompletableFuture<T> answer, HttpCallSpans.Started started,
			Consumer<T> answered) {
		TracedFuture<T> traced = new TracedFuture<>(answer);
		answer.whenComplete((result, error) -> {
			if (error == null) {
				answered.accept(result);
			}
			started.end(cause(error));
			Scope scope = started.openCaller();
			try {
				if (error != null) {
					traced.completeExceptionally(error);
				}
				else {
					traced.complete(result);
				}
			}
			finally {
				scope.close();
			}
		});
		return traced;
	}

	private static @Nullable Throwable cause(@Nullable Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new TracedFuture<>(this.call);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean open = !isDone();
		// First, as the call completes this one with another exception.
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (open) {
			this.call.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

}
