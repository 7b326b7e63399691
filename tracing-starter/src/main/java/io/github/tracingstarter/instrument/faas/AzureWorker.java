package io.github.tracingstarter.instrument.faas;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Optional;

import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * What the worker knows of an invocation. Its interface for middleware has only
 * parameters that are texts: the method of the function, a request and the metadata of
 * messages are in public methods of the worker's own class, which is not in any library.
 * What another worker does not have is null here.
 */
final class AzureWorker {

	private final MiddlewareContext context;

	AzureWorker(MiddlewareContext context) {
		this.context = context;
	}

	MiddlewareContext context() {
		return this.context;
	}

	/**
	 * Returns the method of the function.
	 * @return the method, or null if it is not known
	 */
	@Nullable Method function() {
		Object information = get(this.context, "getMethodBindInfo");
		return (information != null && get(information, "getMethod") instanceof Method method) ? method : null;
	}

	/**
	 * Returns the value of a parameter of the function.
	 * @param parameter the name in the annotation of the parameter
	 * @param type the type to convert the value to
	 * @return the value, or null if there is none or the worker cannot convert it
	 */
	@Nullable Object input(String parameter, Type type) {
		return read("getDataByName", parameter, type);
	}

	/**
	 * Returns metadata of what triggered the function.
	 * @param <T> the type
	 * @param name the name of the value
	 * @param type the type to convert the value to
	 * @return the value, or null if there is none or the worker cannot convert it
	 */
	<T> @Nullable T metadata(String name, Class<T> type) {
		// The worker's own spelling.
		Object value = read("getTriggerMetatDataByName", name, type);
		return type.isInstance(value) ? type.cast(value) : null;
	}

	private @Nullable Object read(String method, String name, Type type) {
		Object store = get(this.context, "getDataStore");
		Method reader = (store != null) ? ReflectionUtils.findMethod(store.getClass(), method, String.class, Type.class)
				: null;
		if (reader == null) {
			return null;
		}
		try {
			return (reader.invoke(store, name, type) instanceof Optional<?> found)
					? found.map((data) -> get(data, "getValue")).orElse(null) : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			// The worker throws an exception if there is no such value.
			return null;
		}
	}

	/**
	 * Has the worker get the object whose method is the function, as it does again when
	 * it calls the function.
	 * @return whether it did
	 * @throws Exception any exception that the application throws
	 */
	boolean createInstance() throws Exception {
		Method function = function();
		Method creation = ReflectionUtils.findMethod(this.context.getClass(), "getFunctionInstance");
		if (function == null || creation == null || Modifier.isStatic(function.getModifiers())) {
			return false;
		}
		try {
			creation.invoke(this.context);
			return true;
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			return false;
		}
		catch (IllegalAccessException ex) {
			return false;
		}
	}

	private static @Nullable Object get(Object target, String getter) {
		Method method = ReflectionUtils.findMethod(target.getClass(), getter);
		try {
			return (method != null) ? method.invoke(target) : null;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return null;
		}
	}

}
