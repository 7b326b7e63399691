package io.github.tracingstarter.instrument.reactor;

import org.jspecify.annotations.Nullable;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * An operator on top of a {@link ForeignSource}.
 *
 * @param <T> the type of the elements
 */
final class BridgedMono<T> extends MonoOperator<T, T> {

	private final CorePublisher<?> foreign;

	BridgedMono(Mono<? extends T> operator, CorePublisher<?> foreign) {
		super(operator);
		this.foreign = foreign;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		ForeignSource.subscribe(this.source, this.foreign, actual);
	}

	@Override
	public @Nullable Object scanUnsafe(@SuppressWarnings("rawtypes") Attr key) {
		return (key == Attr.RUN_STYLE) ? Scannable.from(this.source).scanUnsafe(key) : super.scanUnsafe(key);
	}

}
