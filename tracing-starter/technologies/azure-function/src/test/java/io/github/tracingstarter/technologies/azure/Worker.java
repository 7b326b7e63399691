package io.github.tracingstarter.technologies.azure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.internal.spi.middleware.Middleware;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareChain;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareContext;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;

/**
 * Does what Azure's worker for Java does, which is in no repository of libraries: finds
 * middleware and the source of instances by the class loader of the functions, calls the
 * middleware in its order and the function at last, on threads of its own whose class
 * loader is not that of the functions.
 */
final class Worker implements AutoCloseable {

	private final ClassLoader loader;

	private final List<Middleware> middlewares = new ArrayList<>();

	private final FunctionInstanceInjector injector;

	private final Map<String, Method> functions = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "worker");
		thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
		return thread;
	});

	Worker(ClassLoader loader) {
		this(loader, null);
	}

	/**
	 * Creates a worker that gets its instances from a class that the test has.
	 */
	Worker(ClassLoader loader, FunctionInstanceInjector injector) {
		this.loader = loader;
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			ServiceLoader.load(Middleware.class).forEach(this.middlewares::add);
			this.injector = (injector != null) ? injector : find();
		}
		finally {
			thread.setContextClassLoader(before);
		}
		this.middlewares.add((context, chain) -> execute((WorkerContext) context));
	}

	private static FunctionInstanceInjector find() {
		Iterator<FunctionInstanceInjector> found = ServiceLoader.load(FunctionInstanceInjector.class).iterator();
		FunctionInstanceInjector injector = found.hasNext() ? found.next() : new NewInstances();
		if (found.hasNext()) {
			throw new IllegalStateException(
					"Customer function app has multiple FunctionInstanceInjector implementations");
		}
		return injector;
	}

	List<Middleware> middlewares() {
		return this.middlewares;
	}

	void load(String type) throws ClassNotFoundException {
		for (Method method : Class.forName(type, false, this.loader).getMethods()) {
			FunctionName name = method.getAnnotation(FunctionName.class);
			if (name != null) {
				this.functions.put(name.value(), method);
			}
		}
	}

	/**
	 * Calls a function as its trigger does.
	 * @return the value that the function returns
	 * @throws Exception what the host is told
	 */
	Object invoke(Trigger trigger) throws Exception {
		try {
			return submit(trigger).get(1, TimeUnit.MINUTES);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

	Future<Object> submit(Trigger trigger) {
		return this.threads.submit(() -> {
			WorkerContext context = new WorkerContext(trigger, this.functions.get(trigger.function()), this.injector);
			new Chain(this.middlewares.iterator()).doNext(context);
			return context.getReturnValue();
		});
	}

	private void execute(WorkerContext context) throws Exception {
		Thread thread = Thread.currentThread();
		try {
			thread.setContextClassLoader(this.loader);
			Object[] arguments = context.arguments();
			boolean isStatic = Modifier.isStatic(context.method().getModifiers());
			context
				.updateReturnValue(context.method().invoke(isStatic ? null : context.getFunctionInstance(), arguments));
		}
		finally {
			thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	private record Chain(Iterator<Middleware> middlewares) implements MiddlewareChain {

		@Override
		public void doNext(MiddlewareContext context) throws Exception {
			if (this.middlewares.hasNext()) {
				this.middlewares.next().invoke(context, this);
			}
		}

	}

	private static final class NewInstances implements FunctionInstanceInjector {

		@Override
		public <T> T getInstance(Class<T> type) throws Exception {
			return type.getDeclaredConstructor().newInstance();
		}

	}

}
