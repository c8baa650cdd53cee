import { useEffect, useRef, useState } from 'preact/hooks';

/** The value, at most once in so many milliseconds; the last one always arrives. */
export function useThrottled<T>(value: T, milliseconds: number): T {
  const [shown, show] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    if (value === shown) return undefined;
    const wait = Math.max(0, last.current + milliseconds - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      show(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, shown, milliseconds]);
  return shown;
}
