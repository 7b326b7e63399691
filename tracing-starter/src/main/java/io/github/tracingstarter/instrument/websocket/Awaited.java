package io.github.tracingstarter.instrument.websocket;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A future that wraps the callback for its completion, which Spring registers once.
 *
 * @param <T> the type of its result
 */
final class Awaited<T> extends CompletableFuture<T> {

	private final Consumer<Runnable> around;

	private Awaited(Consumer<Runnable> around) {
		this.around = around;
	}

	static <T> Awaited<T> of(CompletableFuture<T> future, Consumer<Runnable> around) {
		Awaited<T> awaited = new Awaited<>(around);
		future.whenComplete((result, failure) -> {
			if (failure != null) {
				awaited.completeExceptionally(failure);
			}
			else {
				awaited.complete(result);
			}
		});
		return awaited;
	}

	@Override
	public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
		return super.whenComplete((result, failure) -> this.around.accept(() -> action.accept(result, failure)));
	}

}
