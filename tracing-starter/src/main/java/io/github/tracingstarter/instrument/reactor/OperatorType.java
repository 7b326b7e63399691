package io.github.tracingstarter.instrument.reactor;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.Fuseable;
import reactor.core.Scannable;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/**
 * What is known of the class of a publisher. The classes of Reactor's operators are known
 * by their names only, as they are not public; an unknown one is traced. Found out once
 * for each class: a request assembles hundreds of operators, and each check for an
 * interface that a class does not have goes through all that it has.
 *
 * @param kind what has to be done about such an operator
 * @param shape what may take its place
 * @param optimizable whether it can say how it would subscribe to its source
 * @param foreign whether it is a {@link ForeignSource}
 * @param changesContext whether the operators before it may have another trace than those
 * behind it
 */
record OperatorType(Kind kind, Shape shape, boolean optimizable, boolean foreign, boolean changesContext) {

	private static final String PACKAGE = "reactor.core.publisher.";

	/**
	 * What an operator is by which it can be asked for its subscriber. It is not public.
	 */
	static final @Nullable Class<?> OPTIMIZABLE = find(PACKAGE + "OptimizableOperator");

	private static final Set<String> PLAIN_NAMES = Stream
		.of("Map", "Filter", "Handle", "Peek", "PeekTerminal", "DefaultIfEmpty", "Log", "Name", "Hide", "IgnoreElement",
				"IgnoreElements", "Index", "DoFinally", "DoFirst", "DoOnEach", "Materialize", "Dematerialize", "Single",
				"SingleOptional", "Take", "TakeWhile", "TakeUntil", "Skip", "SkipWhile", "SkipUntil", "Collect",
				"CollectList", "Count", "Reduce", "ReduceSeed", "Scan", "ScanSeed", "Any", "All", "HasElement",
				"HasElements", "ElementAt", "Next", "TakeLast", "TakeLastOne", "Distinct", "DistinctUntilChanged",
				"Never", "Array", "Range", "Just", "FlattenIterable", "Buffer", "BufferPredicate", "OnErrorReturn",
				"FromFluxOperator", "FromMonoOperator", "SourceFlux", "SourceMono", "CurrentContext", "OnAssembly")
		.flatMap((name) -> Stream.of(name, name + "Fuseable"))
		.flatMap(OperatorType::ofBothShapes)
		.collect(Collectors.toSet());

	private static final Set<String> DEFERRED_NAMES = Stream
		.of("Defer", "DeferContextual", "Create", "Using", "UsingWhen", "Runnable")
		.flatMap(OperatorType::ofBothShapes)
		.collect(Collectors.toSet());

	private static final ClassValue<OperatorType> TYPES = new ClassValue<>() {

		@Override
		protected OperatorType computeValue(Class<?> type) {
			return new OperatorType(kind(type), shape(type),
					OPTIMIZABLE != null && OPTIMIZABLE.isAssignableFrom(type) && Scannable.class.isAssignableFrom(type),
					isForeign(type),
					type.getSimpleName().contains("ContextWrite") || type.getSimpleName().contains("Tap"));
		}

	};

	static OperatorType of(Publisher<?> publisher) {
		return TYPES.get(publisher.getClass());
	}

	private static @Nullable Class<?> find(String name) {
		ClassLoader loader = Flux.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

	private static Stream<String> ofBothShapes(String name) {
		return Stream.of(PACKAGE + "Mono" + name, PACKAGE + "Flux" + name);
	}

	private static Kind kind(Class<?> type) {
		if (Fuseable.ScalarCallable.class.isAssignableFrom(type) || PLAIN_NAMES.contains(type.getName())) {
			return Kind.PLAIN;
		}
		return DEFERRED_NAMES.contains(type.getName()) ? Kind.DEFERRED : Kind.OTHER;
	}

	private static Shape shape(Class<?> type) {
		if (Mono.class.isAssignableFrom(type)) {
			return Shape.MONO;
		}
		return (Flux.class.isAssignableFrom(type) && !ConnectableFlux.class.isAssignableFrom(type)
				&& !GroupedFlux.class.isAssignableFrom(type)) ? Shape.FLUX : Shape.OTHER;
	}

	private static boolean isForeign(Class<?> type) {
		if (!CorePublisher.class.isAssignableFrom(type)) {
			return false;
		}
		if (type.getName().startsWith(PACKAGE)) {
			return type.getSimpleName().startsWith("Sink") || type.getSimpleName().endsWith("Processor");
		}
		return type.getPackage() != OperatorType.class.getPackage();
	}

	/**
	 * What has to be done about an operator.
	 */
	enum Kind {

		/**
		 * It calls the application only on the thread, and for the subscriber, of the
		 * operator before it or behind it, which has the trace already. Tracing each one
		 * of these would double the cost.
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
		OTHER

	}

	/**
	 * What another publisher has to be so that it may take the place of an operator.
	 */
	enum Shape {

		/** A {@link Mono}. */
		MONO,

		/** A {@link Flux}, and nothing more than that. */
		FLUX,

		/** Anything else: only Reactor can make another one. */
		OTHER

	}

}
