package io.github.tracingstarter.instrument.reactor;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.reactivestreams.Publisher;
import reactor.core.Fuseable;

/**
 * What has to be done about an operator. The classes of Reactor's operators are known by
 * their names only, as they are not public; an unknown one is traced.
 */
enum OperatorKind {

	/**
	 * It calls the application only on the thread, and for the subscriber, of the
	 * operator before it or behind it, which has the trace already. Tracing each one of
	 * these would double the cost.
	 */
	PLAIN,

	/**
	 * It calls the application when it is subscribed to.
	 */
	DEFERRED,

	/**
	 * It changes the thread, subscribes to other publishers, or serves several
	 * subscribers.
	 */
	OTHER;

	private static final String PACKAGE = "reactor.core.publisher.";

	private static final Set<String> PLAIN_NAMES = Stream
		.of("Map", "Filter", "Handle", "Peek", "PeekTerminal", "DefaultIfEmpty", "Log", "Name", "Hide", "IgnoreElement",
				"IgnoreElements", "Index", "DoFinally", "DoFirst", "DoOnEach", "Materialize", "Dematerialize", "Single",
				"SingleOptional", "Take", "TakeWhile", "TakeUntil", "Skip", "SkipWhile", "SkipUntil", "Collect",
				"CollectList", "Count", "Reduce", "ReduceSeed", "Scan", "ScanSeed", "Any", "All", "HasElement",
				"HasElements", "ElementAt", "Next", "TakeLast", "TakeLastOne", "Distinct", "DistinctUntilChanged",
				"Never", "Array", "Range", "Just", "FlattenIterable", "Buffer", "BufferPredicate", "OnErrorReturn",
				"FromFluxOperator", "FromMonoOperator", "SourceFlux", "SourceMono", "CurrentContext", "OnAssembly")
		.flatMap((name) -> Stream.of(name, name + "Fuseable"))
		.flatMap((name) -> Stream.of(PACKAGE + "Mono" + name, PACKAGE + "Flux" + name))
		.collect(Collectors.toSet());

	private static final Set<String> DEFERRED_NAMES = Stream
		.of("Defer", "DeferContextual", "Create", "Using", "UsingWhen", "Runnable")
		.flatMap((name) -> Stream.of(PACKAGE + "Mono" + name, PACKAGE + "Flux" + name))
		.collect(Collectors.toSet());

	private static final ClassValue<Boolean> CONTEXTS = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return type.getSimpleName().contains("ContextWrite") || type.getSimpleName().contains("Tap");
		}

	};

	private static final ClassValue<OperatorKind> KINDS = new ClassValue<>() {

		@Override
		protected OperatorKind computeValue(Class<?> type) {
			return of(type);
		}

	};

	/**
	 * Returns whether the operators before one may have another trace than those behind
	 * it.
	 * @param publisher the operator
	 * @return whether it gives another context to them
	 */
	static boolean changesContext(Publisher<?> publisher) {
		return CONTEXTS.get(publisher.getClass());
	}

	static OperatorKind of(Publisher<?> publisher) {
		return (publisher instanceof Fuseable.ScalarCallable) ? PLAIN : KINDS.get(publisher.getClass());
	}

	private static OperatorKind of(Class<?> type) {
		String name = type.getName();
		if (PLAIN_NAMES.contains(name)) {
			return PLAIN;
		}
		return DEFERRED_NAMES.contains(name) ? DEFERRED : OTHER;
	}

}
