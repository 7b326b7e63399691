package io.github.tracingstarter.instrument.reactor;

import java.lang.reflect.Field;
import java.util.Set;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.report.FailureLog;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.channels.ProducerScope;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowKt;
import kotlinx.coroutines.flow.SharedFlow;
import kotlinx.coroutines.reactor.FluxKt;
import kotlinx.coroutines.reactor.MonoKt;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

/**
 * Kotlin coroutines that start as a publisher, as all suspending functions that Spring
 * calls do. An element cannot be added to the context of such a coroutine from outside.
 * Therefore, the parts of the coroutine are read from the publisher, and a new publisher
 * is created from them whose coroutine has the trace.
 */
final class Coroutines {

	private static final String PACKAGE = "kotlinx.coroutines.reactor.";

	private static final String MONO = "reactor.core.publisher.MonoCreate";

	private static final String FLUX = "reactor.core.publisher.FluxSource";

	/** The publishers that a coroutine may start as. */
	static final Set<String> PUBLISHERS = Set.of(MONO, FLUX);

	/** If one of these is missing, no coroutine starts as a publisher. */
	static final Set<String> REQUIRED = Set.of("kotlin.coroutines.AbstractCoroutineContextElement",
			"kotlinx.coroutines.ThreadContextElement", PACKAGE + "ReactorContext");

	private static final boolean PRESENT = REQUIRED.stream()
		.allMatch((name) -> ClassUtils.isPresent(name, Coroutines.class.getClassLoader()));

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(Coroutines.class),
			"A coroutine runs outside its trace. The application is not affected.");

	private Coroutines() {
	}

	/**
	 * Returns whether publishers of a class may start a coroutine.
	 * @param type the class
	 * @return whether they may; always false without Kotlin
	 */
	static boolean mayBegin(Class<?> type) {
		return PRESENT && PUBLISHERS.contains(type.getName());
	}

	/**
	 * Adds the trace to the coroutine that a publisher starts.
	 * @param publisher the publisher
	 * @return a publisher that has the trace, or the same one if it starts no coroutine
	 */
	static Publisher<Object> carry(Publisher<Object> publisher) {
		try {
			return Beginning.carry(publisher);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return publisher;
		}
	}

	/**
	 * The fields of the lambda with which Kotlin starts a coroutine when its publisher is
	 * subscribed to.
	 */
	private record Beginning(PrivateField<CoroutineContext> context, PrivateField<CoroutineScope> scope,
			@SuppressWarnings("rawtypes") PrivateField<Function2> block) {

		private static final PrivateField<Object> CALLBACK = field(MONO, "callback");

		private static final PrivateField<Object> SOURCE = field(FLUX, "source");

		private static final ClassValue<Beginning> KNOWN = new ClassValue<>() {

			@Override
			protected Beginning computeValue(Class<?> type) {
				boolean ofKotlin = type.getName().startsWith(PACKAGE);
				return new Beginning(find(type, CoroutineContext.class, ofKotlin),
						find(type, CoroutineScope.class, ofKotlin), find(type, Function2.class, ofKotlin));
			}

		};

		private static PrivateField<Object> field(String type, String name) {
			return PrivateField.of(ClassUtils.resolveClassName(type, Mono.class.getClassLoader()), name, Object.class);
		}

		private static <T> PrivateField<T> find(Class<?> lambda, Class<T> type, boolean ofKotlin) {
			return Stream.of(ofKotlin ? lambda.getDeclaredFields() : new Field[0])
				.filter((field) -> field.getType() == type)
				.findFirst()
				.map((field) -> PrivateField.of(lambda, field.getName(), type))
				.orElseGet(() -> PrivateField.none(type));
		}

		@SuppressWarnings("unchecked")
		static Publisher<Object> carry(Publisher<Object> publisher) {
			boolean mono = publisher instanceof Mono;
			Object lambda = (mono ? CALLBACK : SOURCE).get(publisher);
			if (lambda == null) {
				return publisher;
			}
			Beginning beginning = KNOWN.get(lambda.getClass());
			CoroutineContext context = beginning.context.get(lambda);
			Function2<?, ?, ?> block = beginning.block.get(lambda);
			if (context == null || block == null || CoroutineTrace.isIn(context)
					|| beginning.scope.get(lambda) != GlobalScope.INSTANCE) {
				return publisher;
			}
			CoroutineContext carrying = context.plus(CoroutineTrace.INSTANCE);
			return mono
					? MonoKt.mono(carrying, (Function2<CoroutineScope, Continuation<? super Object>, Object>) block)
						.map(Beginning::carryFlow)
					: FluxKt.flux(carrying,
							(Function2<ProducerScope<? super Object>, Continuation<? super Unit>, Object>) block);
		}

		/**
		 * Adds the trace to a flow that a suspending function returns, because the flow
		 * starts after the coroutine of that function has ended. Only Kotlin's own flows
		 * are replaced, and only if they are not needed by a type other than Flow.
		 */
		private static Object carryFlow(Object result) {
			return (result instanceof Flow<?> flow && !(flow instanceof SharedFlow<?>)
					&& flow.getClass().getName().startsWith("kotlinx.coroutines.flow."))
							? FlowKt.flowOn(flow, CoroutineTrace.INSTANCE) : result;
		}

	}

}
