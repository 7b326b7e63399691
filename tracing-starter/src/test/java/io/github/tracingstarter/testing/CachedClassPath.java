package io.github.tracingstarter.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;

/**
 * Remembers what was found on the class path, and what was not. Each application under
 * test asks for the same hundreds of class files and absent classes, and the look through
 * hundreds of jars for each is a fifth of its start.
 */
public final class CachedClassPath implements Extension {

	/**
	 * Used by all applications that this thread starts, as it is its context class
	 * loader.
	 */
	public CachedClassPath() {
		Thread thread = Thread.currentThread();
		thread.setContextClassLoader(new CachingClassLoader(thread.getContextClassLoader()));
	}

	private static final class CachingClassLoader extends ClassLoader {

		static {
			registerAsParallelCapable();
		}

		private final Map<String, Optional<URL>> first = new ConcurrentHashMap<>();

		private final Map<String, List<URL>> all = new ConcurrentHashMap<>();

		private final Map<String, Optional<byte[]>> classFiles = new ConcurrentHashMap<>();

		private final Set<String> missing = ConcurrentHashMap.newKeySet();

		CachingClassLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (this.missing.contains(name)) {
				throw new ClassNotFoundException(name);
			}
			try {
				return getParent().loadClass(name);
			}
			catch (ClassNotFoundException ex) {
				if (!name.contains("$$")) {
					// Otherwise it may be generated later.
					this.missing.add(name);
				}
				throw ex;
			}
		}

		@Override
		public @Nullable URL getResource(String name) {
			return this.first.computeIfAbsent(name, (key) -> Optional.ofNullable(getParent().getResource(key)))
				.orElse(null);
		}

		@Override
		public Enumeration<URL> getResources(String name) {
			return Collections.enumeration(this.all.computeIfAbsent(name, (key) -> {
				try {
					return Collections.list(getParent().getResources(key));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}));
		}

		@Override
		public @Nullable InputStream getResourceAsStream(String name) {
			if (!name.endsWith(".class")) {
				return super.getResourceAsStream(name);
			}
			return this.classFiles.computeIfAbsent(name, this::read).map(ByteArrayInputStream::new).orElse(null);
		}

		private Optional<byte[]> read(String name) {
			try (InputStream classFile = getParent().getResourceAsStream(name)) {
				return (classFile != null) ? Optional.of(classFile.readAllBytes()) : Optional.empty();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
