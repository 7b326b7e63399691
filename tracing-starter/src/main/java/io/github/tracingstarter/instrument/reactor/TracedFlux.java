package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * A {@link Flux} that is subscribed to in the trace of its subscriber, and passes signals
 * on in that trace.
 *
 * @param <T> the type of the elements
 */
final class TracedFlux<T> extends FluxOperator<T, T> {

	TracedFlux(Flux<? extends T> source) {
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
