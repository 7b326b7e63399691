package io.github.tracingstarter.instrument.reactor;

import io.opentelemetry.context.Scope;
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
		CoreSubscriber<? super T> subscriber = TracedSubscriber.of(this.source, actual);
		Scope scope = (subscriber instanceof TracedSubscriber<? super T> traced) ? traced.open() : null;
		try {
			this.source.subscribe(subscriber);
		}
		finally {
			TracedSubscriber.close(scope);
		}
	}

	@Override
	public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
		return (key == Attr.RUN_STYLE) ? Scannable.from(this.source).scanUnsafe(key) : super.scanUnsafe(key);
	}

}
