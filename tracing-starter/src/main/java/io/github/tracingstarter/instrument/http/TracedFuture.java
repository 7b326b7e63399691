package io.github.tracingstarter.instrument.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The response to an asynchronous call. The application handles it in the trace of the
 * caller. Canceling it, or a stage that depends on it, cancels the call, as with the
 * JDK's own futures.
 *
 * @param <T> the type of the response
 */
public final class TracedFuture<T> extends CompletableFuture<T> {

	private final Future<?> call;

	private TracedFuture(Future<?> call) {
		this.call = call;
	}

	/**
	 * Creates the future for the application.
	 * @param <T> the type of the response
	 * @param answer the future of the client
	 * @param started the call, which is ended before the application gets the response
	 * @param answered receives the response, unless the call failed
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
		// Must come first, because the call completes this future with another exception.
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (open) {
			this.call.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

}
