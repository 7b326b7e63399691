package io.github.tracingstarter.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Applies the properties in a file, and polls the file for changes. It is polled because
 * a Kubernetes volume is changed by replacing a symbolic link to another folder, which a
 * watch on the file does not detect.
 */
final class ControlFile implements SmartLifecycle, Runnable {

	private static final Log logger = LogFactory.getLog(ControlFile.class);

	private static final int MOST_BYTES = 1_000_000;

	private final Path path;

	private final long interval;

	private final Changes changes;

	private final String who;

	/** The stamp of the file when it was last checked, and when it was last read. */
	private @Nullable Stamp seen;

	private @Nullable Stamp read;

	/** The properties in the file when it was last applied. */
	private Map<String, @Nullable String> inForce = Map.of();

	private @Nullable String problem;

	private volatile @Nullable Thread thread;

	ControlFile(Path path, Duration interval, Changes changes) {
		this.path = path.toAbsolutePath();
		this.interval = interval.toNanos();
		this.changes = changes;
		this.who = "the file " + this.path;
	}

	/**
	 * Starts before the web server, so that no request arrives before the file has been
	 * read.
	 */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			this.seen = Stamp.of(this.path);
			// It is read again when it has stayed the same.
			this.read = null;
			if (this.seen == Stamp.MISSING) {
				logger.info("%s does not exist yet. It is read as soon as it does".formatted(this.path));
			}
			else {
				apply(this.seen);
			}
			Thread started = new Thread(this, "tracing-control-file");
			started.setDaemon(true);
			started.setContextClassLoader(ControlFile.class.getClassLoader());
			this.thread = started;
			started.start();
		}
	}

	@Override
	public synchronized void stop() {
		Thread stopped = this.thread;
		this.thread = null;
		LockSupport.unpark(stopped);
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public void run() {
		while (Thread.currentThread() == this.thread) {
			LockSupport.parkNanos(this, this.interval);
			look();
		}
	}

	/**
	 * Reads the file if it has changed. A file that has changed since the last check may
	 * not be completely written yet.
	 */
	private synchronized void look() {
		if (Thread.currentThread() != this.thread) {
			return;
		}
		Stamp now = Stamp.of(this.path);
		boolean settled = now.equals(this.seen);
		this.seen = now;
		if (settled && !now.equals(this.read)) {
			this.read = now;
			apply(now);
		}
	}

	/**
	 * Applies the properties that are new or changed in the file, and restores those that
	 * it no longer contains. Changes by others are kept for properties that have not
	 * changed in the file.
	 */
	private void apply(Stamp stamp) {
		try {
			Map<String, @Nullable String> wanted = (stamp == Stamp.MISSING) ? Map.of()
					: ChangeDocument.read("tracing.control.file", text(), this.changes);
			Map<String, @Nullable String> changed = new LinkedHashMap<>();
			this.inForce.keySet()
				.stream()
				.filter((key) -> !wanted.containsKey(key))
				.forEach((key) -> changed.put(key, null));
			wanted.forEach((key, value) -> {
				if (!this.inForce.containsKey(key) || !Objects.equals(this.inForce.get(key), value)) {
					changed.put(key, value);
				}
			});
			this.changes.apply(changed, this.who);
			this.inForce = wanted;
			if (stamp == Stamp.MISSING && !changed.isEmpty()) {
				logger.info("%s is gone. What it changed is what it was at the start".formatted(this.path));
			}
			if (this.problem != null) {
				logger.info("%s is in force again".formatted(this.path));
			}
			this.problem = null;
		}
		catch (IOException | RuntimeException ex) {
			refused(stamp, ex);
		}
	}

	private void refused(Stamp stamp, Exception ex) {
		String reason = (ex instanceof AccessDeniedException) ? "it may not be read" : ex.getMessage();
		String all = reason + stamp;
		if (!all.equals(this.problem)) {
			this.problem = all;
			logger.warn("%s is not applied, and what was in force stays. %s".formatted(this.path, reason));
		}
	}

	private String text() throws IOException {
		// Also distinguishes a path that is not a file from one that is not accessible.
		if (!Files.readAttributes(this.path, BasicFileAttributes.class).isRegularFile()) {
			throw new IOException("It is not a file.");
		}
		byte[] bytes;
		try (InputStream in = Files.newInputStream(this.path)) {
			bytes = in.readNBytes(MOST_BYTES + 1);
		}
		if (bytes.length > MOST_BYTES) {
			throw new IOException("It has more than %d bytes.".formatted(MOST_BYTES));
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw new IOException("It is not text in UTF-8.", ex);
		}
	}

	/**
	 * The attributes that differ if a file was changed, replaced, or reached through a
	 * different link.
	 *
	 * @param realPath the path without symbolic links, or why there is none
	 * @param key the key by which the file system identifies the file
	 * @param modified when it was last modified
	 * @param size its size
	 */
	private record Stamp(String realPath, @Nullable Object key, @Nullable FileTime modified, long size) {

		private static final Stamp MISSING = new Stamp("", null, null, 0);

		private static Stamp of(Path path) {
			try {
				Path real = path.toRealPath();
				BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
				return new Stamp(real.toString(), attributes.fileKey(), attributes.lastModifiedTime(),
						attributes.size());
			}
			catch (NoSuchFileException | NotDirectoryException ex) {
				return MISSING;
			}
			catch (IOException | RuntimeException ex) {
				return new Stamp(ex.toString(), null, null, 0);
			}
		}

	}

}
