SELECT 'Hello from SQL';
