package io.github.tracingstarter.technologies.azure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;

import com.google.gson.Gson;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.TraceContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareContext;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;

/**
 * An invocation with the public methods that the worker's own has. Like the worker, it
 * throws exceptions for what is not there.
 */
public final class WorkerContext implements MiddlewareContext {

	private final Trigger trigger;

	private final Method method;

	private final FunctionInstanceInjector injector;

	private Object returned;

	WorkerContext(Trigger trigger, Method method, FunctionInstanceInjector injector) {
		this.trigger = trigger;
		this.method = method;
		this.injector = injector;
	}

	Method method() {
		return this.method;
	}

	Object[] arguments() {
		return Arrays.stream(this.method.getParameters()).map(this::argument).toArray();
	}

	private Object argument(Parameter parameter) {
		if (parameter.getType() == ExecutionContext.class) {
			return this;
		}
		BindingName name = parameter.getAnnotation(BindingName.class);
		return ((name != null) ? getDataStore().getTriggerMetatDataByName(name.value(), parameter.getType())
				: getDataStore().getDataByName(name(parameter), parameter.getParameterizedType()))
			.orElseThrow()
			.getValue();
	}

	private static String name(Parameter parameter) {
		for (Annotation annotation : parameter.getAnnotations()) {
			try {
				return (String) annotation.annotationType().getMethod("name").invoke(annotation);
			}
			catch (ReflectiveOperationException ex) {
				// Not the annotation of a binding.
			}
		}
		return null;
	}

	@Override
	public String getParameterName(String annotation) {
		for (Parameter parameter : this.method.getParameters()) {
			for (Annotation present : parameter.getAnnotations()) {
				if (present.annotationType().getSimpleName().equals(annotation)) {
					return name(parameter);
				}
			}
		}
		return null;
	}

	@Override
	public Object getParameterValue(String name) {
		return (this.trigger.inputs().get(name) instanceof String text) ? text : null;
	}

	@Override
	public void updateParameterValue(String name, Object value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Object getReturnValue() {
		return this.returned;
	}

	@Override
	public void updateReturnValue(Object returned) {
		this.returned = returned;
	}

	@Override
	public Logger getLogger() {
		return Logger.getAnonymousLogger();
	}

	@Override
	public String getInvocationId() {
		return "invocation-of-" + this.trigger.function();
	}

	@Override
	public String getFunctionName() {
		return this.trigger.function();
	}

	@Override
	public TraceContext getTraceContext() {
		return new HostContext(this.trigger.traceParent(), this.trigger.traceState());
	}

	/**
	 * The instance whose method is the function. Not in the interface.
	 */
	public Object getFunctionInstance() throws Exception {
		return this.injector.getInstance(this.method.getDeclaringClass());
	}

	/**
	 * The method. Not in the interface.
	 */
	public Binding getMethodBindInfo() {
		return new Binding(this.method);
	}

	/**
	 * The values. Not in the interface.
	 */
	public Store getDataStore() {
		return new Store(this.trigger);
	}

	/**
	 * The method of a function.
	 */
	public record Binding(Method method) {

		public Method getMethod() {
			return this.method;
		}

	}

	/**
	 * A converted value.
	 */
	public record Data(Object value) {

		public Object getValue() {
			return this.value;
		}

	}

	/**
	 * What the host has sent.
	 */
	public record Store(Trigger trigger) {

		public Optional<Data> getDataByName(String name, Type target) {
			Object value = this.trigger.inputs().get(name);
			if (value == null) {
				throw new RuntimeException("Cannot find matched parameter name of customer function");
			}
			Type raw = (target instanceof ParameterizedType type) ? type.getRawType() : target;
			if (value instanceof String text && raw != String.class) {
				value = new Gson().fromJson(text, target);
			}
			if (!((Class<?>) raw).isInstance(value)) {
				throw new ClassCastException("Cannot convert " + value + "to type " + target.getTypeName());
			}
			return Optional.of(new Data(value));
		}

		public Optional<Data> getTriggerMetatDataByName(String name, Type target) {
			String value = this.trigger.metadata().get(name);
			if (value == null) {
				throw new RuntimeException("Cannot find matched @BindingName of customer function");
			}
			Object converted = new Gson().fromJson(value, target);
			return Optional.of(new Data(converted));
		}

	}

	private record HostContext(String parent, String state) implements TraceContext {

		@Override
		public String getTraceparent() {
			return this.parent;
		}

		@Override
		public String getTracestate() {
			return this.state;
		}

		@Override
		public Map<String, String> getAttributes() {
			return Map.of();
		}

	}

}
