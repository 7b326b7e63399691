package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * A {@link Mono} that is subscribed to in the trace of its subscriber, and passes signals
 * on in that trace.
 *
 * @param <T> the type of the elements
 */
final class TracedMono<T> extends MonoOperator<T, T> {

	TracedMono(Mono<? extends T> source) {
		super(source);
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		TracedSubscriber.subscribe(this.source, actual);
	}

	@Override
	public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
		return (key == Attr.RUN_STYLE) ? Scannable.from(this.source).scanUnsafe(key) : super.scanUnsafe(key);
	}

}
